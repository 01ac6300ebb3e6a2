"""The register of marks: points that a person gives, with the reason."""

import re
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T, same
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.fields import Choice, Date, Decimal, LongText, Text
from gongkai.core.store.record import Record
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import EXACT, shown
from gongkai.plugins.inspection.rounds.finding import find_round, member_of, rubric_in
from gongkai.plugins.inspection.rounds.marking import enter, own_units
from gongkai.plugins.inspection.rounds.rules import PHASES
from gongkai.plugins.inspection.rubrics import binds, entry_of, rubric_for, rubric_of, rubrics

if TYPE_CHECKING:
    from datetime import date

    from gongkai.core.office import Office

POINTS_PLACES = 2
_ROUND = re.compile(r"(\d{4})(?:年)?(?:-?[Qq]([1-4]))?\Z")  # zh-data


class Mark(Record):
    """The points that an inspector gives a unit for one indicator of a rubric in one round, and why."""

    rubric = Text(
        T("评分办法", "Rubric"),
        required=True,
        width=12,
        help=T("不填即该单位适用的办法。", "Left empty: the one that applies to the unit."),
    )
    indicator = Text(
        T("指标", "Indicator"),
        required=True,
        width=12,
        help=T("评分办法中由人评分的指标，写编号或名称。", "An indicator marked by a person: its id or its name."),
    )
    round = Text(
        T("轮次", "Round"),
        required=True,
        width=8,
        help=T("年度如 2026，季度如 2026-Q3。", "A year such as 2026, or a quarter such as 2026-Q3."),
    )
    points = Decimal(T("得分", "Points"), places=POINTS_PLACES, required=True, width=7)
    reason = LongText(
        T("评分理由", "Reason"),
        required=True,
        search=True,
        help=T("依据什么、看到什么。", "What was looked at, and what was seen."),
    )
    phase = Choice(T("评分阶段", "Phase"), PHASES, width=8, system=True, default="")
    marked_by = Text(T("评分人", "Marked by"), width=10, system=True)
    marked_on = Date(T("评分日期", "Marked on"), width=10, system=True)

    class Meta:
        table_name = "mark"
        indexes = (
            (("scope", "id"), False),
            (("unit", "rubric", "indicator", "round", "phase"), True),
        )


def current_round(day: "date") -> str:
    """The round of a day when none is named: its year."""
    return str(day.year)


def parse_round(text: str) -> str:
    """A round as it is kept: ``2026`` or ``2026-Q3``.

    Raises:
        BadInput: it is neither a year nor a quarter.
    """
    found = _ROUND.match(text.strip())
    if not found:
        raise BadInput(
            T(f"轮次“{clean_line(text)[:40]}”不存在。", f"There is no round “{clean_line(text)[:40]}”."),
            T("写年度 2026、季度 2026-Q3，或已开的轮次（gongkai round list）。",
              "Write a year, 2026, a quarter, 2026-Q3, or a round that was opened (gongkai round list)."),
        )  # fmt: skip
    return f"{found[1]}-Q{found[2]}" if found[2] else found[1]


def turn_of(office: "Office", text: str, day: "date") -> str:
    """The round whose marks are meant: one that was opened, a year or a quarter; the day's year when none is named.

    Raises:
        BadInput: no round was opened by that code, and it is neither a year nor a quarter.
    """
    if not text.strip():
        return current_round(day)
    held = find_round(office, clean_line(text))
    return str(held.code) if held is not None else parse_round(text)


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Check a mark against its rubric and stamp who gives it.

    Raises:
        BadInput: unknown rubric or indicator, one that is not marked by hand or not meant for the unit, points
            outside its range, or a mark that is there already.
        NotAllowed: the marker holds a post in the unit.
    """
    row["round"] = clean_line(row.get("round") or "") or current_round(office.today)
    held = find_round(office.inside, row["round"])
    if held is None:
        row["round"] = parse_round(row["round"])
        held = find_round(office.inside, row["round"])
    if held is not None:
        row["round"], row["rubric"] = held.code, held.rubric
        if row.get("unit"):
            enter(office, row, held)
    elif not row.get("rubric") and row.get("unit"):
        own = rubric_for(office, row["unit"])
        row["rubric"] = own.id if own else None
    if row.get("rubric") and row.get("indicator") and row.get("unit") and row.get("points") is not None:
        _check(office, row, held)
    if office.actor != SYSTEM or not row.get("marked_by"):
        row["marked_by"], row["marked_on"] = office.actor, office.today.isoformat()


def _check(office: "Office", row: dict[str, Any], held: Any) -> None:
    rubric = rubric_in(held) if held is not None else rubric_of(office, row["rubric"])
    member = member_of(office.inside, held.uid, row["unit"]) if held is not None else None
    entry = entry_of(office, rubric, row["indicator"], row["unit"])
    row["indicator"] = entry.key
    given = EXACT.scaleb(EXACT.create_decimal(row["points"]), -POINTS_PLACES)
    if given < 0 or (entry.most is not None and given > entry.most):
        most = "" if entry.most is None else shown(entry.most)
        raise BadInput(
            T(f"得分 {shown(given)} 不在 0 至 {most} 之间。", f"{shown(given)} points are not in 0 to {most}.")
            if most
            else T(f"次数 {shown(given)} 不能小于零。", f"A count of {shown(given)} is below zero."),
            T(f"“{entry.name.zh}”满分 {most} 分。", f"“{entry.name.en}” has {most} points.")
            if most
            else T("没有发现填 0。", "Enter 0 where nothing was found."),
        )
    means = member is not None or binds(office, rubric.to, row["unit"])
    if not (means and binds(office, entry.indicator.to, row["unit"])):
        name = office.unit_name(row["unit"])
        raise BadInput(
            T(f"“{entry.name.zh}”不适用于{name}。", f"“{entry.name.en}” is not meant for {name}."),
            T("用 gongkai indicator show 查看适用范围。", "See gongkai indicator show for the units meant."),
        )
    if office.actor != SYSTEM and row["phase"] != "self" and row["unit"] in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(
                f"{office.actor} 在{name}任职，不能给本单位评分。",
                f"{office.actor} holds a post in {name} and cannot mark it.",
            ),
            T("请其他单位的检查人评分。", "Ask an inspector from elsewhere."),
        )
    twin = office.inside.rows(
        "SELECT uid FROM {mark} WHERE unit = ? AND rubric = ? AND indicator = ? AND round = ? AND phase = ? AND uid <> ?",
        (row["unit"], row["rubric"], row["indicator"], row["round"], row["phase"], row["uid"]),
    )
    if twin:
        raise BadInput(
            T(
                f"{row['round']} 轮已评过这项（{twin[0][0]}）。",
                f"It is marked already in round {row['round']} ({twin[0][0]}).",
            ),
            T("编辑已有的那条评分。", "Edit the mark that is there."),
        )


def _indicator_name(office: "Office", mark: Any) -> T | str:
    rubric = rubrics(office).get(mark.rubric)
    key, _, part = mark.indicator.partition(".")
    for indicator in rubric.indicator if rubric else ():
        if indicator.id == key:
            names = {one.id: one.name for one in indicator.fault} | {one.id: one.name for one in indicator.part}
            named = names.get(part)
            return indicator.name + same(" · ") + named if named else indicator.name
    return str(mark.indicator)


MARKS = Resource(
    Mark,
    key="mark",
    travels="both",
    name=T("评分", "Mark"),
    columns=("unit", "about", "round", "phase", "points", "reason", "marked_by"),
    title="indicator",
    natural=("unit", "rubric", "indicator", "round", "phase"),
    filters=(
        Filter(
            "current",
            T("本年度", "This year"),
            lambda office: Mark.round.startswith(current_round(office.today)),
        ),
        Filter("mine", T("我评的", "Given by me"), lambda office: Mark.marked_by == office.actor),
    ),
    computed=(Computed("about", T("指标名称", "Indicator name"), _indicator_name, width=16),),
    verb="inspect",
    prepare=prepare,
    help=T("由检查人评分的指标，每项须说明理由。", "Indicators marked by an inspector, each with its reason."),
    empty=T(
        "还没有手工评分。按 n 添加；任职单位不能自评。",
        "No marks yet. Press n to add one; nobody marks the own unit.",
    ),
)
