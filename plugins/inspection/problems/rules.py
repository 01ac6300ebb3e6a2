"""What problems there are, read from TOML: schemes of types, each with the kinds of findings in it; faults of approval."""

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Struct


class ProblemScheme(Kind, frozen=True):
    """A way to sort problems, such as the five types of a report or the known faults of a document."""


class ProblemType(Struct, frozen=True):
    """One type of problem.

    Attributes:
        scheme: the way of sorting that it belongs to; a finding may be of several types of one scheme.
        codes: kinds of findings; ``*`` stands for any letters (``site-*``).
    """

    id: str
    name: T
    scheme: str
    codes: tuple[str, ...] = ()
    note: T | None = None
    rule: str = ""


class ApprovalFault(Struct, frozen=True):
    """A fault to be looked for in powers of approval: any of what is named makes one.

    Attributes:
        kinds: kinds of powers that are looked at.
        blank: fields that must be filled; ``a|b`` where either will do.
        unpublished: whether a power that is not public has the fault.
        steps: more steps than so many; ``visits``: more visits; ``days``: more working days promised (by law where
            nothing is promised). 0 asks for nothing.
    """

    id: str
    name: T
    kinds: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    unpublished: bool = False
    steps: int = 0
    visits: int = 0
    days: int = 0
    rule: str = ""


SECTIONS = (
    Section("problem_scheme", ProblemScheme, plugin="inspection"),
    Section("problem_type", ProblemType, plugin="inspection"),
    Section("approval_fault", ApprovalFault, plugin="inspection"),
)
