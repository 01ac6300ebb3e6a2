"""What regions and offices set for appraisal, read from TOML: forms of surveys, channels for complaints, types of problems."""

from decimal import Decimal

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Selector, Struct

RATINGS = ("very", "satisfied", "basic", "dissatisfied", "very_dissatisfied")
"""The five ratings, the best first; a result has a field of each name."""


class Aspect(Struct, frozen=True):
    """One thing that a survey asks about; sheets may call it by other words, too."""

    id: str
    name: T
    also: tuple[str, ...] = ()


class SurveyForm(Kind, frozen=True, kw_only=True):
    """What a survey asks about.

    Attributes:
        aspect: its aspects; none: whatever the organiser names.
        pass_line: a lower score fails.
        points: what each of the five ratings is worth, of 100.
        of: how many aspects the organiser asks about, where an office has not all of them.
    """

    aspect: tuple[Aspect, ...] = ()
    pass_line: str = "60"
    points: dict[str, str] = {}
    of: int = 0

    @property
    def line(self) -> Decimal:
        """The pass line."""
        return Decimal(self.pass_line)

    def weigh(self, name: str) -> Decimal:
        """What a rating is worth."""
        return Decimal(self.points.get(name, "0"))


class VoiceKind(Kind, frozen=True, kw_only=True):
    """A way on which the public may complain, and whom it binds.

    Attributes:
        needed: the units that must have it; none: nobody must.
        every: for so many days at most it may stay unopened; 0 where it is not opened.
        posts: kinds of posts that stand for it (public supervisors); a holder will do in place of an entry.
    """

    needed: Selector | None = None
    every: int = 0
    posts: tuple[str, ...] = ()


SECTIONS = (
    Section("survey_form", SurveyForm, plugin="inspection"),
    Section("voice_kind", VoiceKind, plugin="inspection"),
)
