"""Proposals: what the rules would have done by now and nobody has decided yet. Nothing here takes a measure.

A proposal's identity follows from its rule, its unit and its grounds, so looking twice, or a week late, proposes the same.
A ground serves a rule once: three notices that brought a card do not bring another. What was declined, or undone on
appeal, is proposed again only when something new has come to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.nightly import Done
from gongkai.core.store.record import columns, derived_uid
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.consequences.sanctions.grounds import Fact, facts, spans
from gongkai.plugins.inspection.consequences.sanctions.models import Ground, Sanction
from gongkai.plugins.inspection.consequences.sanctions.rules import SanctionRule, kinds_of, rules_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

PROPOSED, LAPSED = "proposed", "lapsed"
DISMISSED = ("declined", "undone", LAPSED)
"""Stages in which a measure leaves its grounds free for another proposal."""
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Proposal:
    """A measure that a rule proposes on these grounds; ``uid`` follows from them."""

    uid: str
    rule: SanctionRule
    kind: str
    grounds: tuple[Fact, ...]

    @property
    def amount(self) -> Decimal | None:
        """Yuan, where the rule sets some for each ground."""
        return (
            Decimal(self.rule.amount) * len(self.grounds) if self.rule.amount and self.kind == self.rule.kind else None
        )


@dataclass
class Found:
    """What a look at the rules gave.

    Attributes:
        new: proposals that were not there.
        again: uids of proposals that had lapsed and whose grounds are there again.
        lapsed: uids of proposals whose grounds are gone before anybody decided.
    """

    new: list[Proposal] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """A measure that a rule proposed at some time."""

    uid: str
    stage: str
    grounds: frozenset[Key]


def look(office: "Office", within: int | None = None) -> Found:
    """What would be proposed today; writes nothing.

    Raises:
        BadInput: a rule is wrong.
    """
    place = office.scope if within is None else within
    found = Found()
    for rule in rules_of(office):
        known, there = _known(office, rule, place), facts(office, rule, place)
        for unit, ones in there.items():
            _of_unit(rule, ones, known.get(unit, []), found)
        for unit, measures in known.items():
            held = {fact.key(rule) for fact in there.get(unit, ())}
            found.lapsed += [
                one.uid for one in measures if one.stage == PROPOSED and not _holds(rule, one.grounds, held)
            ]
    return found


def _holds(rule: SanctionRule, grounds: Iterable[Key], held: set[Key]) -> bool:
    """Whether a proposal still has its grounds: all records of it, or one figure that is below its line."""
    return any(key in held for key in grounds) if rule.figures else all(key in held for key in grounds)


def _known(office: "Office", rule: SanctionRule, within: int) -> dict[str, list[_Known]]:
    """What a rule proposed in a place, by unit."""
    rows = office.rows(
        "SELECT s.unit, s.uid, s.stage, g.register, g.record, g.day FROM {sanction} s"
        " JOIN {sanction_ground} g ON g.sanction = s.uid WHERE s.step = ? AND s.scope BETWEEN ? AND ? ORDER BY s.unit, s.uid",
        (rule.id, *span(within)),
    )
    found: dict[str, list[_Known]] = {}
    for (unit, uid, stage), group in groupby(rows, key=lambda row: row[:3]):
        keys = frozenset((row[3], row[4], row[5] if rule.recurs else "") for row in group)
        found.setdefault(unit, []).append(_Known(uid, stage, keys))
    return found


def _of_unit(rule: SanctionRule, ones: list[Fact], known: list[_Known], found: Found) -> None:
    stages = {one.uid: one.stage for one in known}
    if rule.figures:
        for _, figures in groupby(sorted(ones, key=lambda fact: fact.period), key=lambda fact: fact.period):
            _take(rule, tuple(figures), stages, found)
        return
    used = {key for one in known if one.stage not in DISMISSED for key in one.grounds}
    for group in _groups(rule, ones):
        free = [fact for fact in group if fact.key(rule) not in used]
        size = len(free) if rule.together else rule.count
        while free and size <= len(free):
            grounds = tuple(free[:size])
            if stages.get(_uid(rule, rule.kind, grounds), LAPSED) != LAPSED:
                size += 1  # declined or undone: only something new brings it up again
                continue
            _take(rule, grounds, stages, found)
            used |= {fact.key(rule) for fact in grounds}
            free, size = free[size:], rule.count


def _groups(rule: SanctionRule, ones: list[Fact]) -> Iterable[list[Fact]]:
    """Facts that may count together: within a window, of one day, or each for itself."""
    if rule.count > 1:
        return spans(ones, rule.window)
    if rule.together:
        return [list(group) for _, group in groupby(ones, key=lambda fact: fact.day)]
    return [[fact] for fact in ones]


def _take(rule: SanctionRule, grounds: tuple[Fact, ...], stages: Mapping[str, str], found: Found) -> None:
    for kind in (rule.kind, *rule.also):
        uid = _uid(rule, kind, grounds)
        if uid not in stages:
            found.new.append(Proposal(uid, rule, kind, grounds))
        elif stages[uid] == LAPSED:
            found.again.append(uid)


def _uid(rule: SanctionRule, kind: str, grounds: tuple[Fact, ...]) -> str:
    first = grounds[0]
    parts = [first.period] if rule.figures else [part for fact in grounds for part in fact.key(rule)]
    return derived_uid("sanction", rule.id, kind, first.unit, *parts)


# ---- writing


def propose(office: "Office", change: "Change", within: int | None = None) -> Found:
    """Enter what is proposed today, so that somebody decides; take back what lost its grounds before anybody did.

    Raises:
        BadInput: see ``look``.
        NotAllowed: the acting account may not assign throughout the place.
    """
    from gongkai.core.access import require

    require(office, "assign", office.scope if within is None else within, whole=True)
    found = look(office, within)
    kinds, resource = kinds_of(office), office.resource("sanction")
    change.insert_rows(resource, [_row(one, kinds[one.kind].name) for one in found.new])
    rows = [row for one in found.new for row in ground_rows(one.uid, one.grounds)]
    change.insert_rows(office.resource("sanction_ground"), rows)
    for uids, stage in ((found.again, PROPOSED), (found.lapsed, LAPSED)):
        for uid in uids:
            change.put_row(resource, change.current(resource, uid), {"stage": stage}, f"rule:{stage}")
    return found


def _row(one: Proposal, name: T) -> dict[str, Any]:
    last, amount = one.grounds[-1], one.amount
    return dict.fromkeys(columns(Sanction)) | {
        "uid": one.uid, "unit": last.unit, "scope": last.scope, "stage": PROPOSED, "version": 1, "title": str(name),
        "kind": one.kind, "step": one.rule.id, "rule": one.rule.rule or None, "period": last.period or last.day[:4],
        "day": last.day, "why": str(in_words(one.rule.name, one.grounds)),
        "amount": None if amount is None else int(amount.scaleb(2)),
    }  # fmt: skip


def in_words(name: T, grounds: Iterable[Fact]) -> T:
    """What a proposal rests on, in a sentence."""
    said = [f"{f.day} {clean_line(f.title)}" for f in grounds]
    figures = [f.figure for f in grounds]
    zh = [f"{one}（{figure}）" if figure else one for one, figure in zip(said, figures, strict=True)]
    en = [f"{one} ({figure})" if figure else one for one, figure in zip(said, figures, strict=True)]
    return T(f"{name.zh}：{'；'.join(zh)}", f"{name.en}: {'; '.join(en)}")


def ground_rows(sanction: str, grounds: Iterable[Fact]) -> Iterator[dict[str, Any]]:
    """The grounds of a measure as stored rows."""
    for fact in grounds:
        yield dict.fromkeys(columns(Ground)) | {
            "uid": derived_uid("sanction_ground", sanction, fact.register, fact.record, fact.day), "unit": fact.unit,
            "scope": fact.scope, "stage": "", "version": 1, "sanction": sanction, "register": fact.register,
            "record": fact.record, "title": fact.title, "day": fact.day, "figure": fact.figure or None,
        }  # fmt: skip


def nightly(office: "Office") -> list[Done]:
    """The nightly run's part: proposals for people to decide."""
    with office.change(str(T("问责建议", "measures proposed"))) as change:
        found = propose(office, change)
    done = []
    for _, group in groupby(sorted(found.new, key=lambda one: one.rule.id), key=lambda one: one.rule.id):
        ones = list(group)
        days = [date.fromisoformat(one.grounds[-1].day) for one in ones]
        name = ones[0].rule.name
        done.append(Done("sanction", T(f"建议：{name.zh}", f"Proposed: {name.en}"), len(ones), min(days), max(days)))
    return done


# ---- while something is decided


def grounds_hold(office: "Office", row: Mapping[str, Any]) -> bool:
    """Whether a proposal of a rule still has its grounds; True for what a person proposed, or where the rule is gone."""
    rule = next((one for one in rules_of(office) if one.id == row["step"]), None)
    if rule is None:
        return True
    keys = {
        (register, record, day if rule.recurs else "")
        for register, record, day in office.rows(
            "SELECT register, record, day FROM {sanction_ground} WHERE sanction = ?", (row["uid"],)
        )
    }
    held = {fact.key(rule) for fact in facts(office, rule, row["scope"], row["unit"]).get(row["unit"], ())}
    return _holds(rule, keys, held)


def lapse_resting_on(change: "Change", register: str, record: str) -> None:
    """Take back proposals that rest on a record that counts no more."""
    office = change.office
    resource = office.resource("sanction")
    for (uid,) in office.inside.rows(
        "SELECT s.uid FROM {sanction} s JOIN {sanction_ground} g ON g.sanction = s.uid"
        " WHERE s.stage = ? AND g.register = ? AND g.record = ?",
        (PROPOSED, register, record),
    ):
        change.put_row(resource, change.current(resource, uid), {"stage": LAPSED}, f"rule:{LAPSED}")
