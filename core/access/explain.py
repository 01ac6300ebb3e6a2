"""May an account do this here: the verdict, the grant that decides, and why each other grant does not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gongkai.core.access.models import REACHES
from gongkai.core.access.rights import COLUMNS, DEPTHS, Right, held, reaches, right_of, scope_sql
from gongkai.core.access.verbs import VERBS
from gongkai.core.i18n import T, same
from gongkai.core.rules import Role

if TYPE_CHECKING:
    from gongkai.core.office import Office

NOT_IN_FORCE = {
    "disabled": T("账号已停用。", "the account is disabled."),
    "early": T("尚未生效（{start} 起）。", "not yet in force (from {start})."),
    "ended": T("已于 {end} 结束。", "ended on {end}."),
    "role": T("规则中没有这个角色。", "the rules have no such role."),
    "damaged": T("内容已损坏，不起作用。", "its content is damaged; it gives nothing."),
}


@dataclass(frozen=True)
class Said:
    """What one grant says to the question."""

    right: Right
    allows: bool
    what: T  # the grant in words
    why: T  # what it says, in words


@dataclass(frozen=True)
class Verdict:
    """The answer to the question, and what every grant of the account says about it."""

    allowed: bool
    decides: Said | None
    grants: tuple[Said, ...]


def explain(office: "Office", account: str, verb: str, scope: int, unit: str = "") -> Verdict:
    """Whether an account may do something at a place, or with what belongs to a unit, and why.

    Args:
        scope: the place; for a unit, where it lies.
        unit: uid of the unit; empty when the place is meant.
    """
    said = tuple(_said(office, right, verb, scope, unit) for right in held(office, account))
    decides = next((one for one in said if one.allows), None)
    return Verdict(decides is not None, decides, said)


def _said(office: "Office", right: Right, verb: str, scope: int, unit: str) -> Said:
    why = _refusal(office, right, verb, scope, unit)
    return Said(right, why is None, in_words(office, right), why or T("允许。", "allows it."))


def _refusal(office: "Office", right: Right, verb: str, scope: int, unit: str) -> T | None:
    if right.why_not:
        return NOT_IN_FORCE[right.why_not].format(start=right.valid_from, end=right.valid_to)
    if verb not in right.verbs:
        return T(f"没有“{VERBS[verb].zh}”这项权限。", f"lacks the verb “{VERBS[verb].en}”.")
    if reaches(office, [right], scope, unit):
        return None
    whole = replace(right, no_places=(), no_units=())
    if reaches(office, [whole], scope, unit):
        out = [
            office.place_name(p)
            for p in right.no_places
            if not reaches(office, [replace(whole, no_places=(p,))], scope, unit)
        ]
        out += [
            office.unit_name(u)
            for u in right.no_units
            if not reaches(office, [replace(whole, no_units=(u,))], scope, unit)
        ]
        return T(f"除外：{'、'.join(out)}。", f"leaves out {', '.join(out)}.")
    if right.depth is not None and reaches(office, [replace(right, depth=None)], scope, unit):
        return T("在范围之下，但超出层数。", "lies below it, but deeper than it reaches.")
    if right.unit:
        name = office.unit_name(right.unit)
        return T(f"只及于单位“{name}”。", f"reaches the unit {name} only.")
    return T("不含此地。", "does not reach this place.")


def reach_words(right: Right) -> T:
    """How far down a right reaches, in words."""
    for key, words in REACHES:
        if DEPTHS.get(key, -1) == right.depth:
            return words
    return T(f"向下 {right.depth} 级", f"{right.depth} steps down")


def at_words(office: "Office", right: Right) -> str:
    """The division or the unit that a right is on."""
    return office.unit_name(right.unit) if right.unit else office.place_name(right.place)


def gives_words(office: "Office", right: Right) -> T:
    """The role, or the verbs where the grant lists them itself."""
    if right.role:
        role = office.profile.items("role", Role).get(right.role)
        return role.name if role else same(right.role)
    verbs = [words for verb, words in VERBS.items() if verb in right.verbs]
    return T("、".join(v.zh for v in verbs), ", ".join(v.en for v in verbs))


def except_words(office: "Office", right: Right) -> T:
    """What a right leaves out, by name; empty when nothing."""
    names = [*map(office.place_name, right.no_places), *map(office.unit_name, right.no_units)]
    return T("、".join(names), ", ".join(names))


def in_words(office: "Office", right: Right) -> T:
    """A grant in one line: what, where, how far, without what."""
    if right.why_not == "damaged":
        return T("（读不懂的授权）", "(a grant that cannot be read)")
    gives, at, reach, out = (
        gives_words(office, right),
        at_words(office, right),
        reach_words(right),
        except_words(office, right),
    )
    without = T(f"，除{out.zh}", f", except {out.en}") if out.zh else T("", "")
    return T(f"{gives.zh}（{at}，{reach.zh}{without.zh}）", f"{gives.en} ({at}, {reach.en.lower()}{without.en})")


def who_may(
    office: "Office", account: str = "", scope: int | None = None, unit: str = ""
) -> Iterator[tuple[str, Right]]:
    """Grants that the acting account may see, with the names of their accounts.

    Args:
        account: only this one's.
        scope: only those in force that reach this place, or this unit there.
    """
    seen, values = scope_sql(office, "g")
    rows = office.store.sql(
        f"SELECT a.name, a.disabled, {', '.join(f'g.{name}' for name in COLUMNS)} FROM access_grant g"
        f" JOIN account a ON a.uid = g.account WHERE {seen} AND (a.name = ? OR ? = '') ORDER BY g.scope, a.name, g.id",
        (*values, account, account),
    )
    for name, disabled, *row in rows:
        right = right_of(office, row, bool(disabled))
        if scope is None or (not right.why_not and reaches(office, [right], scope, unit)):
            yield name, right
