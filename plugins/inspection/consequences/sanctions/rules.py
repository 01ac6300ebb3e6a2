"""What regions and offices set for accountability, read from TOML: kinds of facts and measures, and when a measure is proposed."""

from typing import TYPE_CHECKING, Literal

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import WINDOWS, measures_of
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Selector, Struct

if TYPE_CHECKING:
    from gongkai.core.office import Office


class IncidentKind(Kind, frozen=True, kw_only=True):
    """A kind of fact; ``needs`` must be filled before it is found to be so (who, and what that person had to do)."""

    needs: tuple[str, ...] = ()


class SanctionKind(Kind, frozen=True, kw_only=True):
    """A measure, from mild to grave in the order of the list.

    Attributes:
        limit: how long the unit has to change, such as ``30d``, counted from the decision; empty where nothing is set.
        needs: what the person who decides must fill in beside (``cause``, ``person``, ``amount``).
        bars_honours: whether a unit under it is given no honours in its year.
    """

    limit: str = ""
    needs: tuple[str, ...] = ()
    bars_honours: bool = False


class Line(Struct, frozen=True):
    """A figure and the value that it must reach; strictly less is below."""

    measure: str
    below: str


class SanctionRule(Struct, frozen=True, kw_only=True):
    """When a measure is proposed. Records of a register that pass all conditions are its grounds, or figures below their line.

    Attributes:
        kind: the measure; ``also``: further ones on the same grounds.
        register, filters, where: which records: named filters of the register, and fields with the values that they hold.
        day: the field with the day on which such a record counts.
        count, window: how many of them within which time (a key of ``gongkai.core.measures.WINDOWS``).
        together: whether all of a unit's grounds of one day make one proposal (one circular on all that was late).
        recurs: whether one record counts again with each new day (an entry that is due in every period).
        figures, join: lines; a unit is below when one is not reached (``or``), or none is (``and``). Judged on the last day
            of each year, or each ``period``, that is over.
        amount: yuan for each ground, as text.
        to: which units; ``since``: no ground lies before this day (ISO).
    """

    id: str
    name: T
    kind: str
    also: tuple[str, ...] = ()
    register: str = ""
    filters: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = {}
    day: str = ""
    count: int = 1
    window: str = ""
    together: bool = False
    recurs: bool = False
    figures: tuple[Line, ...] = ()
    join: Literal["or", "and"] = "or"
    period: Literal["month", "quarter", "year"] = "year"
    amount: str = ""
    to: Selector = Selector()
    since: str = ""
    off: bool = False
    rule: str = ""


class SanctionTerms(Struct, frozen=True):
    """Clocks: how long a fact may be looked into, how long one may appeal, how long the answer may take."""

    look: str = "15wd"
    appeal: str = "30d"
    answer: str = "30d"


SECTIONS = (
    Section("incident_kind", IncidentKind, plugin="inspection"),
    Section("incident_source", Kind, plugin="inspection"),
    Section("sanction_kind", SanctionKind, plugin="inspection"),
    Section("sanction_rule", SanctionRule, plugin="inspection"),
    Section("sanctions", SanctionTerms, many=False, plugin="inspection"),
)


def kinds_of(office: "Office") -> dict[str, SanctionKind]:
    """The measures here, from mild to grave."""
    return office.profile.items("sanction_kind", SanctionKind)


def terms_of(office: "Office") -> SanctionTerms:
    """The clocks here."""
    return office.profile.table("sanctions", SanctionTerms)


def rules_of(office: "Office") -> list[SanctionRule]:
    """The rules in use whose registers this office has.

    Raises:
        BadInput: one of them names a measure, field, filter, figure or window that is not there.
    """
    found = [one for one in office.profile.items("sanction_rule", SanctionRule).values() if not one.off]
    for rule in found:
        _check(office, rule)
    return [one for one in found if not one.register or one.register in office.resources]


def _check(office: "Office", rule: SanctionRule) -> None:
    kinds = kinds_of(office)
    wrong = [key for key in (rule.kind, *rule.also) if key not in kinds]
    if rule.window not in WINDOWS:
        wrong.append(rule.window)
    if bool(rule.register) == bool(rule.figures):
        wrong.append("register")
    if rule.register in office.resources:
        resource = office.resource(rule.register)
        for key in rule.filters:
            resource.filter_of(key)
        for name in (*rule.where, rule.day):
            if name != "stage":
                resource.meta(name)
    known = measures_of(office) if rule.figures else {}
    plugins = office.profile.whole  # with a plugin switched off, its figures are not there either
    wrong += [line.measure for line in rule.figures if plugins and line.measure not in known]
    wrong += [line.below for line in rule.figures if not line.below.replace(".", "", 1).isdigit()]
    if rule.amount and not rule.amount.replace(".", "", 1).isdigit():
        wrong.append(rule.amount)
    if wrong or rule.count < 1 or (rule.together and rule.count > 1):
        what = wrong[0] if wrong else str(rule.count)
        raise BadInput(
            T(
                f"问责规则 {rule.id} 里的“{what}”不可用。",
                f"The rule {rule.id} of accountability: “{what}” cannot be used.",
            ),
            T("改正规则文件中的 [[sanction_rule]]。", "Mend its [[sanction_rule]] in the rules."),
        )
