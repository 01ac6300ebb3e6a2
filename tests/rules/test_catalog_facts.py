"""Facts that a rule wants to see: a text without them is told, fact by fact, and the next version with them is not."""

from collections.abc import Iterable
from typing import Any

import pytest

from gongkai.core.register import Query
from gongkai.plugins.catalog.findings.listing import Findings
from tests.catalogues import step
from tests.rules.county import COUNTY, County, Maker

# rule: region, unit's template, obligation, the facts as the document has them
STATED: dict[str, tuple[str, str, str, str]] = {
    "QZ-63": ("quzhou", "education", "qz-proactive-system", "范围 内容 程序 方式 时限"),
    "HYB-24": ("nation2008", "township-government", "hyb-rural-a", "农村制度和创新政策 现代农业举措 农村公共事业安排"),
    "HYB-25": (
        "nation2008", "village-committee", "hyb-rural-b-village",
        "土地管理改革 集体林权改革 农村综合改革 对农业农村的公共投入 集体资产资源处置 征地补偿 涉农补贴 扶贫救灾资金",
    ),
    "HYB-26": (
        "nation2008", "village-committee", "hyb-rural-c", "民主选举制度 民主决策制度 民主管理制度 民主监督制度 涉农法律法规",
    ),
    "HYB-30": (
        "nation2008", "development", "hyb-investment",
        "项目名称和内容 资金种类 资金数量 资金使用 咨询电话 举报电话 新闻发布会",
    ),
    "HYB-36": (
        "nation2008", "education", "hyb-internal", "干部选拔使用 学习培训 机关内部预决算 政府采购 基建工程 资产状况",
    ),
    "GS-09": ("gansu", "township-government", "gs-township-finance", "财政收支 专项资金 转移支付使用 筹资筹劳"),
    "GS-12": (
        "gansu", "education", "gs-external", "职责 依据 申报文件 办事程序 承诺期限 收费标准 办理结果 投诉 反馈",
    ),
    "GS-13": ("gansu", "education", "gs-internal", "廉洁自律 考核 奖惩 任免 外出考察 财务收支"),
    "HYA-28": ("nation2010", "education", "hya-procedures", "决策程序 服务程序 办事方法 办理结果"),
    "HYA-29": (
        "nation2010", "education", "hya-online-powers",
        "网上受理入口 网上办理进度 网上审批结果 网上监管和投诉 重点环节监控",
    ),
    "REG-50": (
        "kaiyang", "government", "government-annual-report",
        "总体情况 主动公开 申请 复议 诉讼 考核 评议 责任追究 问题 改进 其他",
    ),
    "KY-03": ("kaiyang", "education", "ky-own-matters", "本单位文件 权力清单 负责人分工 行政执法公示 服务流程"),
    "PC-14": ("pingchang", "service-centre", "pc-centre-flow", "中心流程示意图 窗口流程图 首席代表和授权 十不准"),
    "ZZ-14": ("zaozhuang", "housing", "zz-targets", "目标 重心 难点 措施"),
    "ZZ-23": (
        "zaozhuang", "housing", "zz-seven", "项目 办理依据 办理程序 办理条件 收费标准 责任单位 监督电话",
    ),
}  # fmt: skip
# of the city, which no county's office keeps: a unit of its line is added by hand
OF_THE_CITY: dict[str, tuple[str, str, str]] = {
    "QZ-21": (
        "transport", "qz-transport-classes",
        "机构职能 法律法规 行政许可 统计报告 财务管理 举报投诉 领导信息 规范性文件 规划计划 工作动态 行政处罚 收费项目 工程招投标"
        " 重点工程 公路养护 道路运输 水路运输 安全应急 人事信息 政府采购",
    ),
    "QZ-22": (
        "civil-affairs", "qz-civil-window", "社团成立登记 社团变更登记 社团注销登记 地名命名 地名更名 门牌证",
    ),
    "QZ-28": ("hr", "qz-display-plate", "管理规定 办事程序 工作流程 收费标准 办公时限 收费依据"),
}  # fmt: skip


def lacking(world: County, publication: Any) -> list[str]:
    """What the check of the catalogue says that a public text does not state."""
    office = world.office
    for one in Findings(office, None, "", publication.unit):
        if one.uid == publication.uid and one.code in ("element", "guide"):
            said = str(one.what)
            return said.rpartition("没有写明" if "没有写明" in said else "缺")[2].rstrip("。").split("、")
    return []


def renewed(world: County, made: Any, content: str) -> Any:
    """The next version of a public text, through all its steps."""
    office = world.office
    step(office, "wen", made, "revise")
    [row] = office.register("publication").page(Query(where={"replaces": made.uid}))
    draft = office.as_("wen").register("publication").save(row.record, {"content": content})
    step(office, "wen", draft, "submit")
    step(office, "guo", draft, "review")
    step(office, "zhi" if draft.importance == "important" else "mei", draft,
         "approve" if draft.importance == "important" else "sign")  # fmt: skip
    return step(office, "mei", draft, "publish")


def shows(world: County, made: Any, facts: Iterable[str]) -> None:
    """A text that names no fact lacks them all; one that leaves out the last lacks that; a whole one lacks nothing."""
    wanted = list(facts)
    assert sorted(lacking(world, made)) == sorted(wanted)
    made = renewed(world, made, "；".join(f"{fact}：甲" for fact in wanted[:-1]))
    assert lacking(world, made) == wanted[-1:]
    made = renewed(world, made, "；".join(f"{fact}：甲" for fact in wanted))
    assert lacking(world, made) == []


@pytest.mark.parametrize("rule", STATED)
def test_a_text_without_the_facts_of_a_rule_is_told(county: Maker, rule: str) -> None:
    # covers: QZ-63 HYB-24 HYB-25 HYB-26 HYB-30 HYB-36 GS-09 GS-12 GS-13 HYA-28 HYA-29 KY-03 PC-14 ZZ-14 ZZ-23 REG-50
    region, template, obligation, facts = STATED[rule]
    world = county(region)
    shows(world, world.published(template, obligation, content="另行补齐。"), facts.split())


@pytest.mark.parametrize("rule", OF_THE_CITY)
def test_a_unit_of_the_city_is_told_what_its_text_lacks(county: Maker, rule: str) -> None:
    # covers: QZ-21 QZ-22 QZ-28
    line, obligation, facts = OF_THE_CITY[rule]
    world = county("quzhou")
    assert world.bound(obligation) == {}  # nobody in the county
    own = world.add_unit("本市部门", "department", "prefecture", COUNTY, line=line)
    world.catalogue()
    assert list(world.bound(obligation)) == ["本市部门"]
    shows(world, world.published(own, obligation, content="另行补齐。"), facts.split())
