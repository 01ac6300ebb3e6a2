"""Opening a round: its rubric is kept as it is that day, its units as they are. So it is however a round is added."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.codes import format_code, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.core.rules import Selector
from gongkai.core.store.record import derived_uids
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.rounds.finding import find_round, rubric_of_row
from gongkai.plugins.inspection.rubrics import plan_of, rubric_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

DRAFT = "draft"
SETTLED = ("rubric", "within", "selector")
"""What is not changed any more once the units are kept."""


def open_round(
    office: "Office", change: "Change", code: str, rubric: str = "default", title: str = "", within: int | None = None,
    to: Selector | None = None, as_of: date | None = None, cut_off: date | None = None, unit: str = "",
) -> Any:  # fmt: skip
    """Open a round.

    Args:
        to: who takes part, beside what the rubric itself means; ``within``: only this subtree, the office's own by default.
        as_of: the day on which records are judged, the day of computing by default; ``cut_off``: the last day for marks.

    Raises:
        BadInput: there is such a round, no such rubric, nobody takes part, or the days are in the wrong order.
        NotAllowed: the acting account may not inspect all of the place.
    """
    made = change.create(
        "round", code=code, title=title or None, rubric=rubric, unit=unit or _owner(office), as_of=as_of, cut_off=cut_off,
        within=format_code(office.scope if within is None else within),
    )  # fmt: skip
    resource = office.resource("round")
    row = change.current(resource, made.uid)
    if to is not None and to != Selector():
        narrower: dict[str, Any] = {"selector": msgspec.json.encode(to).decode()}
        narrower["members"] = _count(office, row | narrower)
        change.put_row(resource, row, narrower, "update")
    settle(change, change.current(resource, made.uid))
    return change.office.first(office.select(type(made)).where(type(made).uid == made.uid))


def _owner(office: "Office") -> str:
    rows = office.rows(
        "SELECT uid FROM {unit} WHERE scope = ? AND valid_to IS NULL ORDER BY id LIMIT 1", (office.scope,)
    )
    rows = rows or office.rows("SELECT uid FROM {unit} WHERE valid_to IS NULL ORDER BY scope, id LIMIT 1")
    return str(rows[0][0]) if rows else ""


def owner(office: "Office") -> str | None:
    """The unit that holds a round when nobody names one: the first at the office's own place."""
    return _owner(office) or None


def _meant(office: "Office", rubric: Any, place: int, to: Selector) -> list[tuple[Any, ...]]:
    """Unit, scope, level, kind and class of everybody who takes part, in order of place."""
    low, high = span(place)

    def asked(*selectors: Selector) -> list[tuple[Any, ...]]:
        query = office.select(Unit, Unit.uid, Unit.scope, Unit.level, Unit.kind)
        for selector in selectors:
            for test in condition(office, selector):
                query = query.where(test)
        return [tuple(row) for row in office.fetch(
            query.where(Unit.scope.between(low, high)).order_by(Unit.scope, Unit.id).tuples())]  # fmt: skip

    classes: dict[str, str] = {}
    for one in rubric.unit_class:
        for row in asked(one.to):
            classes.setdefault(row[0], one.id)
    return [(*row, classes.get(row[0], "")) for row in asked(rubric.to, to)]


# ---- hooks of the register


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Days in order; of a new round what opening settles, but the list of its units (``follow``).

    Raises:
        BadInput, NotAllowed: see ``open_round``.
    """
    row["code"] = clean_line(row["code"] or "") or None
    if row["as_of"] and row["cut_off"] and row["cut_off"] < row["as_of"]:
        raise BadInput(
            T(f"评分截止（{row['cut_off']}）早于数据截至（{row['as_of']}）。",
              f"Marks end ({row['cut_off']}) before the records’ day ({row['as_of']})."),
            T("改正其中一个日期。", "Mend one of the two days."),
        )  # fmt: skip
    if not row["frozen"]:
        _freeze(office, row)
    row["title"] = row["title"] or f"{row['code'] or ''} {rubric_of_row(row).name.zh}".strip()


def vet(office: "Office", old: Mapping[str, Any] | None, new: dict[str, Any] | None) -> None:
    """What opening settled stays.

    Raises:
        BadInput: another rubric, place or choice of units, once the units are kept.
    """
    if old is None or new is None or all(new[name] == old[name] for name in SETTLED):
        return
    if old["frozen"] and office.rows("SELECT 1 FROM {round_member} WHERE round = ? LIMIT 1", (old["uid"],)):
        raise BadInput(
            T(
                "评分办法和参评范围开轮时已经固定。",
                "The rubric and who takes part were settled when the round was opened.",
            ),
            T("删除这一轮，重新开轮。", "Delete the round and open another one."),
        )


def _freeze(office: "Office", row: dict[str, Any]) -> None:
    place = row["within"] = office.scope if row["within"] is None else row["within"]
    require(office, "inspect", place, whole=True)
    if row["code"] and find_round(office.inside, row["code"]):
        code = row["code"]
        raise BadInput(
            T(f"已有轮次 {code}。", f"There is a round {code} already."),
            T("换一个编号，或用 gongkai round list 查看。", "Choose another code, or see gongkai round list."),
        )
    found = rubric_of(office, row["rubric"] or "default")
    plan_of(office, found)  # a rubric that cannot be worked out opens nothing
    row["rubric"] = found.id
    row["unit"] = row["unit"] or _owner(office)
    row["selector"] = row["selector"] or msgspec.json.encode(Selector()).decode()
    row["edition"], row["edition_hash"] = found.edition, found.hash
    row["frozen"] = msgspec.json.encode(found, order="sorted").decode()
    row["members"] = _count(office, row)


def _count(office: "Office", row: Mapping[str, Any]) -> int:
    ones = _of_row(office, row)
    if not ones:
        raise BadInput(
            T("没有单位在参评范围内。", "No unit takes part."),
            T("检查评分办法的 to、--level 和 --within。", "Check the rubric’s to, --level and --within."),
        )
    return len(ones)


def _of_row(office: "Office", row: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return _meant(office, rubric_of_row(row), row["within"], msgspec.json.decode(row["selector"], type=Selector))


def follow(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    """A new round has its units; one that is deleted takes them along."""
    if old is None and new is not None:
        uid = new["uid"]
        change.at_end(f"round:{uid}", lambda change: _settled(change, uid))
    elif new is None and old is not None:
        for key in ("round_member", "round_draw"):
            resource = change.office.resource(key)
            for (uid,) in change.office.inside.rows(f"SELECT uid FROM {{{key}}} WHERE round = ?", (old["uid"],)):
                change.remove_row(resource, change.current(resource, uid))


def _settled(change: "Change", uid: str) -> None:
    settle(change, change.current(change.office.resource("round"), uid))


def settle(change: "Change", row: Mapping[str, Any]) -> int:
    """Keep the units of a round that has none yet; gives how many there are now.

    One from an imported sheet, or one whose deletion was taken back, has them when it begins.
    """
    office = change.office
    if office.rows("SELECT 1 FROM {round_member} WHERE round = ? LIMIT 1", (row["uid"],)):
        return int(row["members"])
    ones = _of_row(office, row)
    uids, scopes, levels, kinds, classes = (list(column) for column in zip(*ones, strict=True))
    count = len(uids)
    rows = {
        "uid": derived_uids(("round_member", row["uid"], uid) for uid in uids), "unit": uids, "scope": scopes,
        "stage": [""] * count, "version": [1] * count, "round": [row["uid"]] * count, "level": levels, "kind": kinds,
        "unit_class": classes,
    }  # fmt: skip
    change.insert_generated(office.resource("round_member"), [(rows, [""] * count)])
    return count


def locked(row: Mapping[str, Any]) -> T | None:
    """Why a round is not edited, deleted or undone by hand; None while it is a draft."""
    if row["stage"] == DRAFT:
        return None
    return T(
        "轮次开始后不再修改、删除或撤销，按阶段办理。",
        "A round that has begun is not edited, deleted or undone; it goes on by stages.",
    )
