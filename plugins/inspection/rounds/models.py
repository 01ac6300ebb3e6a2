"""Tables of rounds. Members, results and draws follow from a rule and are made in bulk; the rest is entered by people."""

from gongkai.core.access import ANYONE
from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Decimal, Flag, Integer, LongText, Place, Ref, Text
from gongkai.core.store.record import Record

KINDS = (("reply", T("反馈", "Reply")), ("appeal", T("申诉", "Appeal")))
VIEWS = (("agree", T("同意", "Agrees")), ("disagree", T("有异议", "Disagrees")))


class Round(Record):
    """One assessment: its units, its rubric as it was on the day it was opened, and how far it has come.

    Attributes:
        code: what people and marks call it: ``2026``, ``2026-Q3``, ``2026-annual``.
        frozen: the rubric's whole content, so that later editions change nothing; ``edition_hash`` is its SHA-256.
        selector: whom it means, as JSON; ``within``: the subtree.
        as_of: the day on which records are judged; ``cut_off``: the last day on which marks are taken.
        run_seq: number of the ledger's link up to which records are in the results.
        digest: SHA-256 over the published scores, in order of uid.

    That a round is held is told to everybody, also to units far below the one that holds it; results are not.
    """

    reading = ANYONE

    code = Text(
        T("轮次", "Round"), required=True, unique=True, search=True, width=12,
        help=T("如 2026、2026-Q3；评分时写它。", "Such as 2026 or 2026-Q3; marks name it."),
    )  # fmt: skip
    title = Text(
        T("名称", "Title"), search=True, width=24,
        help=T("不填用编号和办法名称。", "Left empty: the code and the rubric's name."),
    )  # fmt: skip
    rubric = Text(
        T("评分办法", "Rubric"), width=12,
        help=T("编号，不填用 default；开轮后固定。", "Its id, default when left empty; settled once the round is opened."),
    )  # fmt: skip
    edition = Text(T("版本", "Edition"), system=True, width=8)
    edition_hash = Text(T("版本校验值", "Hash of the edition"), system=True, width=16)
    frozen = LongText(T("办法全文", "Rubric as frozen"), system=True)
    selector = LongText(T("参评范围", "Who takes part"), system=True)
    within = Place(
        T("区划范围", "Division"), width=14, help=T("不填即本单位全部区划。", "Left empty: all of the office's own place."),
    )  # fmt: skip
    as_of = Date(T("数据截至", "Records as of"), width=10)
    cut_off = Date(T("评分截止", "Marks until"), width=10)
    members = Integer(T("参评单位", "Units"), system=True, width=7)
    since = Date(T("本阶段起", "Stage since"), system=True, width=10)
    due = Date(T("本阶段期限", "Stage due"), system=True, width=10)
    run_on = Date(T("计算日期", "Computed on"), system=True, width=10)
    run_seq = Integer(T("计入变更至", "Changes up to"), system=True, width=8)
    published_on = Date(T("公布日期", "Published on"), system=True, width=10)
    published_by = Text(T("公布人", "Published by"), system=True, width=10)
    digest = Text(T("得分校验值", "Hash of the scores"), system=True, width=16)

    class Meta:
        table_name = "inspection_round"


class Member(Record):
    """A unit that a round assesses, as it was when the round was opened."""

    round = Ref(T("轮次", "Round"), "round", width=12)
    level = Text(T("层级", "Level"), width=8)
    kind = Text(T("类别", "Kind"), width=10)
    unit_class = Text(T("分类", "Class"), width=8)
    sheet = Integer(T("批次", "Sheet"), system=True)

    class Meta:
        table_name = "round_member"
        indexes = ((("scope", "id"), False), (("round", "unit"), False))


class Result(Record):
    """A unit's result in a round.

    Attributes:
        inputs: for each entry of the frozen rubric: [part, whole], a mark as text, a kind, or null. With the rubric they
            give every item again, exactly.
        score: the one rounding, two places; ``unrounded``: before it; both empty when nothing was assessed.
        self_score: by the unit's own marks, kept apart; never part of the score.
        corrected: an appeal changed it after publication.
    """

    round = Ref(T("轮次", "Round"), "round", width=12)
    level = Text(T("层级", "Level"), width=8)
    kind = Text(T("类别", "Kind"), width=10)
    unit_class = Text(T("分类", "Class"), width=8)
    inputs = LongText(T("计分数据", "Inputs"), system=True)
    score = Decimal(T("得分", "Score"), 2, width=8)
    unrounded = Text(T("未取整得分", "Unrounded"), width=12)
    expected = Integer(T("应评", "Expected"), width=5)
    assessed = Integer(T("已评", "Assessed"), width=5)
    verdict = Text(T("结论", "Verdict"), width=10)
    self_score = Decimal(T("自评得分", "Self-assessed"), 2, width=8)
    corrected = Flag(T("申诉更正", "Corrected"), width=6)
    sheet = Integer(T("批次", "Sheet"), system=True)

    class Meta:
        table_name = "round_result"
        indexes = ((("scope", "id"), False), (("round", "unit"), False))


class PlaceResult(Record):
    """What a place and all below it come to in a round: figures rolled up, units counted, mean, lowest and highest.

    ``units`` take part, ``reported`` of them have records at all, ``assessed`` have a score.
    """

    round = Ref(T("轮次", "Round"), "round", width=12)
    level = Text(T("层级", "Level"), width=8)
    inputs = LongText(T("计分数据", "Inputs"), system=True)
    score = Decimal(T("汇总得分", "Score"), 2, width=8)
    units = Integer(T("参评", "Units"), width=6)
    reported = Integer(T("有数据", "Reported"), width=6)
    assessed = Integer(T("已评", "Assessed"), width=6)
    total = Integer(T("得分合计", "Sum of scores"), system=True)
    sheet = Integer(T("批次", "Sheet"), system=True)

    class Meta:
        table_name = "round_place"
        indexes = ((("scope", "id"), False), (("round", "scope"), False))


class Objection(Record):
    """What a unit says to its first marks (reply) or to its published score (appeal), and what became of it."""

    round = Ref(T("轮次", "Round"), "round", required=True, width=12, index=True)
    kind = Choice(T("类型", "Kind"), KINDS, system=True, width=6)
    indicator = Text(T("指标", "Indicator"), required=True, width=12)
    view = Choice(T("意见", "View"), VIEWS, required=True, default="disagree", width=8)
    words = LongText(T("说明", "What is said"), required=True, search=True)
    raised_by = Text(T("提出人", "Raised by"), system=True, width=10)
    raised_on = Date(T("提出日期", "Raised on"), system=True, width=10)
    points = Decimal(T("改评分数", "Points instead"), 2, width=8, system=True)
    answer = LongText(T("复核意见", "Answer"), system=True)
    answered_by = Text(T("复核人", "Answered by"), system=True, width=10)
    answered_on = Date(T("复核日期", "Answered on"), system=True, width=10)

    class Meta:
        table_name = "round_objection"


class Proof(Record):
    """A piece of evidence: which file (kept by its hash), which page, which words."""

    round = Ref(T("轮次", "Round"), "round", required=True, width=12, index=True)
    indicator = Text(T("指标", "Indicator"), required=True, width=12)
    name = Text(T("文件", "File"), required=True, width=24, search=True)
    sha256 = Text(T("校验值", "Hash"), system=True, width=16)
    size = Integer(T("字节数", "Bytes"), system=True, width=10)
    page = Integer(T("页码", "Page"), width=5)
    quote = LongText(T("摘录", "Quote"), search=True)
    added_by = Text(T("提交人", "Added by"), system=True, width=10)
    added_on = Date(T("提交日期", "Added on"), system=True, width=10)

    class Meta:
        table_name = "round_proof"


class Draw(Record):
    """One item of a random sample. ``rank`` follows from SHA-256 of seed and item; anybody can draw it again."""

    round = Ref(T("轮次", "Round"), "round", width=12, index=True)
    what = Text(T("抽样对象", "Drawn from"), width=8)
    seed = Text(T("种子", "Seed"), width=16)
    rank = Integer(T("次序", "Rank"), width=5)
    item = Text(T("编号", "Item"), width=16)
    name = Text(T("名称", "Name"), width=24)
    hash = Text(T("散列值", "Hash"), width=16)
    of = Integer(T("总数", "Out of"), width=6)

    class Meta:
        table_name = "round_draw"
