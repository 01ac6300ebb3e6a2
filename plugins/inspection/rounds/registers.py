"""The registers of rounds."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T, counted
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.inspection.rounds import flow, objections, opening, proofs
from gongkai.plugins.inspection.rounds.models import Draw, Member, Objection, PlaceResult, Proof, Result, Round

if TYPE_CHECKING:
    from gongkai.core.office import Office

RESTING = ("draft", "published", "closed")


def _overdue(office: "Office") -> Any:
    return Round.stage.not_in(RESTING) & (Round.due < office.today.isoformat())


def _left(office: "Office", record: Any) -> T | None:
    if record.due is None or record.stage in RESTING:
        return None
    days = (record.due - office.today).days
    if days < 0:
        return counted(-days, T("逾期{n}天", "{n} day late"), "{n} days late")
    return T("今日到期", "due today") if days == 0 else counted(days, T("还有{n}天", "{n} day left"), "{n} days left")


ROUNDS = Resource(
    Round,
    key="round",
    travels="report",
    name=T("考核轮次", "Round"),
    columns=("code", "title", "rubric", "edition", "members", "as_of", "cut_off", "due", "left", "stage"),
    title="code",
    natural=("code",),
    filters=(
        Filter("open", T("进行中", "Under way"), lambda office: Round.stage.not_in(RESTING)),
        Filter("overdue", T("阶段逾期", "Stage overdue"), _overdue, "late"),
        Filter("public", T("已公布", "Published"), lambda office: Round.published_on.is_null(False), "done"),
    ),
    computed=(Computed("left", T("本阶段", "This stage"), _left, 10),),
    workflow="round",
    verb="inspect",
    owner=opening.owner,
    prepare=opening.prepare,
    vet=opening.vet,
    follow=opening.follow,
    locked=opening.locked,
    after=flow.after,
    tone=lambda office, record: "late" if (found := _left(office, record)) and "late" in found.en else "",
    help=T("开轮固定办法和参评单位，经自评、初评、反馈、复评后公布，可申诉。",
           "Opening settles the rubric and who takes part; after two marks the scores are published, and may be appealed against."),
    empty=T("还没有考核轮次。用 gongkai round open 开一轮。", "No rounds yet. Open one with gongkai round open."),
)  # fmt: skip
MEMBERS = Resource(
    Member, key="round_member", travels="report", part_of="round", name=T("参评单位", "Unit in a round"),
    columns=("unit", "round", "level", "kind", "unit_class"), title="unit", natural=("round", "unit"), by_hand=False,
    help=T("开轮时固定，此后机构变动不影响。", "Settled when the round was opened; later changes of units do not matter."),
)  # fmt: skip
RESULTS = Resource(
    Result, key="round_result", travels="report", part_of="round", name=T("考核结果", "Result"),
    columns=("unit", "round", "score", "assessed", "expected", "verdict", "self_score", "corrected"),
    title="unit", natural=("round", "unit"), by_hand=False,
    filters=(
        Filter("assessed", T("已有得分", "Assessed"), lambda office: Result.score.is_null(False)),
        Filter("corrected", T("申诉更正", "Corrected after an appeal"), lambda office: Result.corrected == 1),
        Filter("vetoed", T("一票否决", "Vetoed"), lambda office: Result.verdict == "vetoed", "late"),
    ),
    help=T("由计算得出，公布后不变；申诉采纳的注明更正。", "Computed; fixed once published, save what an appeal corrects."),
)  # fmt: skip
PLACES = Resource(
    PlaceResult, key="round_place", travels="report", part_of="round", name=T("区划汇总", "Result of a place"), placed=False,
    columns=("scope", "round", "level", "score", "units", "reported", "assessed"), title="round",
    natural=("round",), by_hand=False,
    help=T("各级区划连同所辖的汇总：参评、有数据、已评的单位数和汇总得分。",
           "Places with all below them: units that take part, have records, are assessed; and the score of it all."),
)  # fmt: skip
OBJECTIONS = Resource(
    Objection, key="round_objection", travels="report", part_of="round", name=T("反馈和申诉", "Reply or appeal"),
    columns=("unit", "round", "kind", "indicator", "view", "raised_on", "stage"), title="indicator",
    natural=("round", "unit", "indicator", "kind"), workflow="round_objection",
    filters=(
        Filter("raised", T("待复核", "To be looked at"), lambda office: Objection.stage == "raised", "soon"),
        Filter("appeals", T("申诉", "Appeals"), lambda office: Objection.kind == "appeal"),
    ),
    prepare=objections.prepare, after=objections.after,
    help=T("单位对初评的反馈、对公布得分的申诉；另一人复核，采纳的改分。",
           "What units say to first marks and published scores; somebody else decides, and what is upheld changes the points."),
)  # fmt: skip
PROOFS = Resource(
    Proof, key="round_proof", travels="report", part_of="round", name=T("佐证材料", "Evidence"),
    columns=("unit", "round", "indicator", "name", "page", "quote", "added_by"), title="name",
    natural=("round", "unit", "indicator", "name", "page"), prepare=proofs.prepare,
    filters=(Filter("files", T("有文件", "With a file"), lambda office: Proof.sha256.is_null(False)),),
    help=T("文件按校验值保存，注明页码和摘录。", "Files are kept by their hash, with the page and the words that count."),
)  # fmt: skip
DRAWS = Resource(
    Draw, key="round_draw", travels="report", part_of="round", name=T("抽样结果", "Drawn item"),
    columns=("round", "what", "rank", "name", "hash", "seed", "of"), title="name", natural=("round", "what", "item"),
    by_hand=False,
    help=T("按 SHA-256(种子＋编号) 的次序取前几个，任何人可以复核。", "The first by SHA-256 of seed and id; anybody can check it."),
)  # fmt: skip
REGISTERS = (ROUNDS, MEMBERS, RESULTS, PLACES, OBJECTIONS, PROOFS, DRAWS)
