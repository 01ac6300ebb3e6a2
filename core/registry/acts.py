"""Reorganisation acts and the lineage that they leave: who came from whom.

An act is drafted, looked at, applied in one transaction, and taken back by another act. Facts never move to another
unit; lineage says who carries on.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.fields import Choice, Date, Decimal, Flag, Integer, LongText, Place, Ref, Text
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.office import Office

DRAFT, APPLIED, UNDONE = "draft", "applied", "undone"
STAGES: dict[str, T] = {
    DRAFT: T("草拟", "Draft"),
    APPLIED: T("已实施", "Applied"),
    UNDONE: T("已撤销", "Undone"),
}
UNDO = "undo"
KINDS: dict[str, T] = {
    "create": T("设立", "Create"),
    "rename": T("更名", "Rename"),
    "recode": T("变更代码", "Recode"),
    "move": T("隶属变更", "Move"),
    "merge": T("合并", "Merge"),
    "split": T("分设", "Split"),
    "transfer": T("职能划转", "Transfer a part"),
    "abolish": T("撤销", "Abolish"),
    "restore": T("恢复", "Restore"),
}
GRANTS = (
    ("follow", T("随区划转移", "Follow their division")),
    ("end", T("自生效日起终止", "End on the effective date")),
)
SHARE_PLACES = 4
BOOKS = ("act", "lineage")
"""Registers of acts themselves: they lie where their act is, and are nobody's facts."""


class Act(Record):
    """One reorganisation act. ``items`` is its content, ``done`` what was really changed when it was applied."""

    title = Text(T("名称", "Title"), required=True, search=True)
    kind = Choice(T("类别", "Kind"), (*KINDS.items(), (UNDO, T("撤销原决定", "Take back"))), required=True, width=10)
    basis = Text(T("文号", "Legal basis"), width=18, help=T("批准文件的文号。", "Number of the document."))
    announced = Date(T("公布日期", "Announced"), width=10)
    effective = Date(T("生效日期", "Effective"), required=True, width=10)
    note = LongText(T("说明", "Note"))
    grants = Choice(T("授权处理", "Grants"), GRANTS, system=True, width=14)
    division = Place(T("所涉区划", "Division"), system=True, width=16)
    undoes = Ref(T("所撤销的决定", "Takes back"), "act", system=True)
    items = LongText(T("内容", "Items"), system=True)
    done = LongText(T("实施记录", "What was done"), system=True)
    seq = Integer(T("台账笔号", "Link"), system=True, width=6)

    class Meta:
        table_name = "reorg_act"


class Lineage(Record):
    """One edge: what a unit or division came from, or what a part of it went to.

    ``share`` is the part of the source that went this way (0 to 1), with what it was measured by; facts that add up
    may be compared over the change only where shares are known. The edge marked ``main`` carries open work on.
    """

    act = Ref(T("机构改革", "Act"), "act", system=True, width=16)
    kind = Choice(T("类别", "Kind"), tuple(KINDS.items()), system=True, width=10)
    day = Date(T("生效日期", "Effective"), system=True, width=10)
    source = Text(T("原单位或区划", "From"), system=True, width=16, index=True)
    target = Text(T("现单位或区划", "To"), system=True, width=16, index=True)
    source_name = Text(T("原名称", "Name before"), system=True, width=24)
    target_name = Text(T("现名称", "Name after"), system=True, width=24)
    share = Decimal(T("比例", "Share"), places=SHARE_PLACES, system=True, width=8)
    basis = Text(T("比例依据", "Basis of share"), system=True, width=14)
    main = Flag(T("主要承接", "Carries on"), system=True, width=8)
    matters = LongText(T("划转事项", "What went over"), system=True)
    division = Place(T("所涉区划", "Division"), system=True, width=16)

    class Meta:
        table_name = "lineage"


def _prepare(office: "Office", row: dict[str, Any]) -> None:
    row["stage"] = row["stage"] or DRAFT
    if row.get("division") is None:
        row["division"] = office.scope
    row["scope"] = row["division"]


def _place(office: "Office", row: dict[str, Any]) -> None:
    row["scope"] = row["division"] or 0


def _settled(row: Mapping[str, Any]) -> T | None:
    if row["stage"] in ("", DRAFT):
        return None
    return T("已实施的决定用 gongkai act undo 整体撤销。", "What was applied is taken back by gongkai act undo.")


def _by_hand(row: Mapping[str, Any]) -> T:
    return T("沿革关系由机构改革写入。", "Lineage is written by acts alone.")


def _stage(office: "Office", act: Any) -> T:
    return STAGES.get(act.stage, T(act.stage, act.stage))


def _tone(office: "Office", act: Any) -> str:
    return {DRAFT: "soon", UNDONE: "muted"}.get(act.stage, "")


ACTS = Resource(
    Act,
    key="act",
    travels="decided",
    name=T("机构改革", "Reorganisation act"),
    columns=("effective", "kind", "title", "basis", "state"),
    title="title",
    natural=("title", "effective"),
    filters=(
        Filter("draft", T("草拟", "Draft"), lambda office: Act.stage == DRAFT, tone="soon"),
        Filter(
            "due", T("到期待实施", "Due"),
            lambda office: (Act.stage == DRAFT) & (Act.effective <= office.today.isoformat()), tone="late",
            help=T("生效日期已到，尚未实施。", "Drafts whose effective date has come."),
        ),
        Filter("applied", T("已实施", "Applied"), lambda office: Act.stage == APPLIED),
        Filter("undone", T("已撤销", "Undone"), lambda office: Act.stage == UNDONE, tone="muted"),
    ),
    computed=(Computed("state", T("状态", "State"), _stage, width=8),),
    verb="administer",
    order=("effective",),
    placed=False,
    by_hand=False,
    prepare=_prepare,
    locked=_settled,
    tone=_tone,
    empty=T("还没有机构改革。写一个文件用 gongkai act preview 查看，或在界面中按 n 草拟。",
            "No acts yet. Look at a file with gongkai act preview, or write one in the terminal UI with n."),
)  # fmt: skip
LINEAGE = Resource(
    Lineage,
    key="lineage",
    part_of="act",
    name=T("沿革关系", "Lineage"),
    columns=("day", "kind", "source_name", "target_name", "share", "main"),
    title="source_name",
    natural=("act", "source", "target"),
    verb="administer",
    order=("day",),
    placed=False,
    by_hand=False,
    prepare=_place,
    locked=_by_hand,
    empty=T("还没有沿革关系；实施机构改革后生成。", "No lineage yet; acts leave it."),
)


def successors(office: "Office", subject: str) -> list[tuple[str, str, bool]]:
    """What a unit (uid) or division (12 or 15 digits) went on as: (uid or code, name, whether it carries on)."""
    rows = office.store.sql(
        "SELECT target, target_name, main FROM lineage WHERE source = ? AND target IS NOT NULL ORDER BY day, id", (subject,)
    )  # fmt: skip
    return [(target, name, bool(main)) for target, name, main in rows]
