"""Tables of the annual report: figures that no register gives (entered, or taken from earlier reports), and the reports."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Decimal, Integer, LongText, Text
from gongkai.core.store.record import Record

STATISTICS = "0"
PARTS = (
    ("2", T("表二 主动公开", "Table 2: proactive disclosure")),
    ("3", T("表三 依申请公开", "Table 3: requests")),
    ("4", T("表四 复议诉讼", "Table 4: review and litigation")),
    (STATISTICS, T("2018年度以前的统计表", "Statistics up to 2018")),
)
OWN, WITHIN = "own", "within"
REACHES = (
    (OWN, T("本机关", "The organ itself")),
    (WITHIN, T("本级及以下汇总", "Its place and all below")),
)


class AnnualFigure(Record):
    """One cell of a unit's report of one year.

    ``line`` and ``col`` are the keys of the form; a person may give the labels. ``value`` is a number (0 is one); when it is
    empty, ``mark`` says N.A. or holds the text that stands in the cell, and an empty mark means an empty cell.
    """

    year = Integer(T("年度", "Year"), required=True, width=6)
    part = Choice(T("表", "Table"), PARTS, required=True, width=14)
    line = Text(
        T("行", "Row"), required=True, width=12, help=T("行名，如 行政规范性文件。", "The row, by key or label.")
    )
    col = Text(
        T("列", "Column"), required=True, width=10, help=T("列名，如 本年制发件数。", "The column, by key or label.")
    )
    value = Decimal(T("数值", "Value"), 2, width=12, rule="ANR-1")
    mark = Text(
        T("非数值", "Not a number"), width=8,
        help=T("没有数值时填，如 不适用；空白表示没有填报。", "Instead of a number, such as N.A.; empty: nothing was reported."),
    )  # fmt: skip
    reach = Choice(
        T("范围", "Reach"), REACHES, required=True, default=OWN, width=12,
        help=T("汇总数代表该区划内所有单位。", "A figure for the place and all below stands for every unit there."),
    )  # fmt: skip
    label = Text(T("原表名称", "Label in the file"), width=16)
    source = Text(T("来源", "From"), width=16)

    class Meta:
        table_name = "annual_figure"


class AnnualReport(Record):
    """A unit's report of one year: when it was handed in and published, and the words of its six sections."""

    name = Text(T("名称", "Name"), system=True, width=30)
    year = Integer(T("年度", "Year"), required=True, width=6)
    due = Date(T("公布期限", "Due"), system=True, width=10, rule="REG-49")
    submitted_on = Date(
        T("报送日期", "Handed in on"), width=10, rule="REG-49",
        help=T("部门报送本级政府信息公开工作主管部门的日期。", "When a department handed it to the competent department."),
    )  # fmt: skip
    published_on = Date(T("公布日期", "Published on"), width=10, rule="REG-49")
    link = Text(T("公布网址", "Where"), width=24)
    overview = LongText(T("一、总体情况", "I. Overview"), rule="REG-50")
    proactive = LongText(T("二、主动公开说明", "II. On proactive disclosure"), rule="REG-50")
    requests = LongText(T("三、依申请公开说明", "III. On requests"), rule="REG-50")
    remedies = LongText(T("四、复议诉讼说明", "IV. On review and litigation"), rule="REG-50")
    problems = LongText(T("五、存在问题及改进", "V. Problems and improvement"), rule="REG-50")
    appraisal = LongText(
        T("考核、评议和责任追究", "Assessment and accountability"), rule="REG-50",
        help=T("各级政府的报告应写明。", "Reports of governments must tell it."),
    )  # fmt: skip
    other = LongText(T("六、其他事项", "VI. Other matters"), rule="REG-50")

    class Meta:
        table_name = "annual_report"
