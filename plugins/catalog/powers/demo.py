"""Sample powers of a county's departments, made up from a fixed seed: published, in review, adjusted, delegated, cancelled."""

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.catalog.powers.limits import size_of
from gongkai.plugins.catalog.powers.models import Power, PowerChange, PowerDuty, PowerStep

if TYPE_CHECKING:
    from gongkai.core.office import Office

# Template of a department: its powers as kind, name, basis, statutory and promised time.
SAMPLES: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {  # zh-data
    "market": (
        ("licence", "食品经营许可", "《中华人民共和国食品安全法》第三十五条", "20wd", "5wd"),
        ("licence", "食品小作坊登记", "《四川省食品小作坊、小经营店及摊贩管理条例》", "15wd", "3wd"),
        ("licence", "特种设备使用登记", "《中华人民共和国特种设备安全法》第三十三条", "30wd", "5wd"),
        ("confirmation", "股权出质登记", "《中华人民共和国民法典》第四百四十三条", "1wd", "0min"),
        ("penalty", "对无照经营的处罚", "《无证无照经营查处办法》第十三条", "90d", "60d"),
        ("penalty", "对经营超过保质期食品的处罚", "《中华人民共和国食品安全法》第一百二十四条", "90d", "60d"),
        ("coercion", "查封、扣押不合格产品", "《中华人民共和国产品质量法》第十八条", "30d", "15d"),
        ("inspection", "食品生产经营监督检查", "《食品生产经营监督检查管理办法》", "", ""),
        ("award", "食品安全举报奖励", "《中华人民共和国食品安全法》第十三条", "30d", "15d"),
    ),
    "housing": (
        ("licence", "建筑工程施工许可", "《中华人民共和国建筑法》第七条", "7wd", "3wd"),
        ("licence", "商品房预售许可", "《中华人民共和国城市房地产管理法》第四十五条", "10wd", "4wd"),
        ("licence", "城镇污水排入排水管网许可", "《城镇排水与污水处理条例》第二十一条", "20wd", "6wd"),
        ("confirmation", "房屋建筑工程竣工验收备案", "《建设工程质量管理条例》第四十九条", "15wd", "3wd"),
        ("penalty", "对未取得施工许可证擅自施工的处罚", "《中华人民共和国建筑法》第六十四条", "90d", "60d"),
        ("inspection", "工程质量安全检查", "《建设工程质量管理条例》第四十三条", "", ""),
        ("benefit", "农村危房改造补助", "《四川省农村危房改造管理办法》", "60d", "40d"),
    ),
    "natural-resources": (
        ("licence", "建设用地规划许可", "《中华人民共和国城乡规划法》第三十七条", "20wd", "7wd"),
        ("licence", "建设工程规划许可", "《中华人民共和国城乡规划法》第四十条", "20wd", "7wd"),
        ("licence", "采矿权登记", "《中华人民共和国矿产资源法》第三条", "40wd", "20wd"),
        ("confirmation", "不动产首次登记", "《不动产登记暂行条例》第二十条", "30wd", "5wd"),
        ("penalty", "对非法占用土地的处罚", "《中华人民共和国土地管理法》第七十七条", "90d", "60d"),
        ("ruling", "土地权属争议裁决", "《中华人民共和国土地管理法》第十四条", "6mo", "4mo"),
        ("levy", "耕地开垦费征收", "《中华人民共和国土地管理法》第三十条", "20wd", "10wd"),
    ),
    "transport": (
        ("licence", "道路客运经营许可", "《中华人民共和国道路运输条例》第十条", "20wd", "6wd"),
        ("licence", "占用挖掘公路许可", "《中华人民共和国公路法》第四十四条", "20wd", "6wd"),
        ("licence", "巡游出租汽车经营许可", "《国务院对确需保留的行政审批项目设定行政许可的决定》", "20wd", "8wd"),
        ("penalty", "对擅自超限行驶的处罚", "《公路安全保护条例》第六十四条", "90d", "30d"),
        ("coercion", "暂扣无证营运车辆", "《中华人民共和国道路运输条例》第六十二条", "30d", "15d"),
        ("inspection", "道路运输安全检查", "《中华人民共和国道路运输条例》第五十八条", "", ""),
    ),
    "water": (
        ("licence", "取水许可", "《中华人民共和国水法》第七条", "45d", "20d"),
        ("licence", "河道采砂许可", "《中华人民共和国水法》第三十九条", "20wd", "8wd"),
        ("licence", "水土保持方案审批", "《中华人民共和国水土保持法》第二十五条", "20wd", "7wd"),
        ("levy", "水资源费征收", "《中华人民共和国水法》第四十八条", "20wd", "10wd"),
        ("penalty", "对擅自取水的处罚", "《中华人民共和国水法》第六十九条", "90d", "60d"),
        ("ruling", "水事纠纷裁决", "《中华人民共和国水法》第五十七条", "60d", "40d"),
    ),
    "agriculture": (
        ("licence", "动物防疫条件审查", "《中华人民共和国动物防疫法》第二十五条", "20wd", "8wd"),
        ("licence", "农药经营许可", "《农药管理条例》第二十四条", "20wd", "7wd"),
        ("licence", "种子生产经营许可", "《中华人民共和国种子法》第三十一条", "20wd", "8wd"),
        ("benefit", "耕地地力保护补贴", "《财政部、农业农村部关于实施农业支持保护补贴的通知》", "60d", "30d"),
        ("benefit", "农机购置补贴", "《中华人民共和国农业机械化促进法》第二十七条", "30d", "15d"),
        ("penalty", "对经营假农药的处罚", "《农药管理条例》第五十五条", "90d", "60d"),
    ),
    "health": (
        ("licence", "医疗机构执业登记", "《医疗机构管理条例》第十五条", "45d", "20d"),
        ("licence", "公共场所卫生许可", "《公共场所卫生管理条例》第四条", "20wd", "3wd"),
        ("confirmation", "医师执业注册", "《中华人民共和国医师法》第十四条", "20wd", "5wd"),
        ("benefit", "计划生育家庭奖励扶助", "《中华人民共和国人口与计划生育法》第二十七条", "60d", "40d"),
        ("penalty", "对非法行医的处罚", "《中华人民共和国医师法》第五十九条", "90d", "60d"),
    ),
    "civil-affairs": (
        ("licence", "社会团体成立登记", "《社会团体登记管理条例》第三条", "60d", "20d"),
        ("benefit", "最低生活保障金给付", "《社会救助暂行办法》第九条", "30wd", "15wd"),
        ("benefit", "特困人员供养", "《社会救助暂行办法》第十四条", "30wd", "15wd"),
        ("confirmation", "婚姻登记", "《婚姻登记条例》第七条", "0min", "0min"),
    ),
    "hr": (
        ("licence", "劳务派遣经营许可", "《中华人民共和国劳动合同法》第五十七条", "20wd", "7wd"),
        ("licence", "人力资源服务许可", "《人力资源市场暂行条例》第十八条", "20wd", "5wd"),
        ("ruling", "工伤认定", "《工伤保险条例》第二十条", "60d", "30d"),
        ("penalty", "对拖欠工资的处罚", "《劳动保障监察条例》第二十六条", "60wd", "40wd"),
    ),
    "emergency": (
        ("licence", "烟花爆竹零售许可", "《烟花爆竹安全管理条例》第十六条", "20d", "10d"),
        ("licence", "危险化学品经营许可", "《危险化学品安全管理条例》第三十三条", "30wd", "10wd"),
        ("inspection", "安全生产监督检查", "《中华人民共和国安全生产法》第六十五条", "", ""),
        ("penalty", "对未按规定培训从业人员的处罚", "《中华人民共和国安全生产法》第九十七条", "90d", "60d"),
    ),
    "culture": (
        ("licence", "互联网上网服务营业场所许可", "《互联网上网服务营业场所管理条例》第十条", "20wd", "6wd"),
        ("licence", "营业性演出审批", "《营业性演出管理条例》第十三条", "3d", "1d"),
        ("penalty", "对擅自设立娱乐场所的处罚", "《娱乐场所管理条例》第四十一条", "90d", "60d"),
    ),
    "forestry": (
        ("licence", "林木采伐许可", "《中华人民共和国森林法》第五十六条", "20wd", "5wd"),
        ("licence", "占用林地审核", "《中华人民共和国森林法》第三十七条", "20wd", "8wd"),
        ("penalty", "对盗伐林木的处罚", "《中华人民共和国森林法》第七十六条", "90d", "60d"),
    ),
}  # fmt: skip
JOINT = "建筑工程施工许可"  # zh-data
BODIES = ("natural-resources", "ecology", "emergency", "fire", "water", "urban-management")
# stage, and one in how many powers stands there
STAGES = (("draft", 14), ("staffing", 16), ("legal", 18), ("confirmed", 12))
FACTS = {  # zh-data
    "conditions": "符合所列依据规定的条件", "office": "行政审批股", "post": "审批岗", "restraint": "受理、审查、决定分岗办理，负责人复核",
    "rights": "陈述、申辩、申请复议、提起诉讼", "complaint": "县政务服务中心投诉窗口", "integrity": "不吃请、不收礼、不推诿",
    "quality": "一次告知、一次办成", "liability": "首问负责，逾期追责", "handling_rules": "一次性告知，限时办结",
    "procedure": "受理、审查、决定、送达",
    "form": "网站、政务大厅", "audience": "向社会公开", "disclosed": "形成或变更之日起20个工作日内", "seal": "行政审批专用章",
    "result": "证件或书面决定", "materials": "申请表、身份证明、依据规定的其他材料", "counter": "县政务服务中心窗口",
}  # fmt: skip
MARK = "（样例数据）"  # zh-data
CHANGED = "样例：县政府关于取消和下放一批职权事项的决定"  # zh-data
PEOPLE = (("drafted", "clerk"), ("staffing", "reviewer"), ("legal", "deputy"), ("discipline", "supervisor"))


def fill(office: "Office", seed: int) -> None:
    """Make sample powers in an office that acts as the system; powers that are there already stay."""
    if office.rows("SELECT 1 FROM {power} LIMIT 1"):
        return
    chance = random.Random(seed)
    made: dict[str, list[dict[str, Any]]] = {"power": [], "power_step": [], "power_change": [], "power_duty": []}
    bodies = [uid for key in BODIES for uid, _, _ in selected(office, Selector(units=(key,)))]
    for template, samples in SAMPLES.items():
        for unit, _, scope in selected(office, Selector(units=(template,), levels=("county",))):
            for number, sample in enumerate(samples, 1):
                _power(office, chance, made, unit, scope, number, sample, bodies)
    with office.change(str(T("样例职权", "sample powers"))) as change:
        for register, rows in made.items():
            change.insert_rows(office.resource(register), rows)


def _power(
    office: "Office", chance: random.Random, made: dict[str, list[dict[str, Any]]], unit: str, scope: int, number: int,
    sample: tuple[str, str, str, str, str], bodies: list[str],
) -> None:  # fmt: skip
    kind, name, basis, statutory, promised = sample
    today = office.today
    place = {"unit": unit, "scope": scope, "version": 1, "stage": ""}
    uid = derived_uid("power", unit, name)
    row: dict[str, Any] = dict.fromkeys(columns(Power)) | place | FACTS
    row |= {
        "uid": uid, "serial": number, "name": name, "kind": kind, "basis": basis + MARK, "level": "county", "source": "statutory",
        "duty": str(number), "charged": int(chance.random() < 0.1), "statutory": statutory or None, "promised": promised or None,
        "phone": f"0827-6{chance.randrange(100000, 999999)}", "joint": int(name == JOINT),
        "actual": "10min" if promised == "0min" else (f"{chance.randrange(1, 4)}wd" if promised else None),
    }  # fmt: skip
    row["lead"] = unit if row["joint"] else None
    for field in ("statutory", "promised", "actual"):
        row[f"{field}_size"] = size_of(row[field])
    for field in ("integrity", "phone", "seal"):  # a few gaps are left to be found
        if chance.random() < 0.04:
            row[field] = None
    day = today - timedelta(days=chance.randrange(200, 700))
    row["stage"] = next((stage for stage, odds in STAGES if chance.randrange(odds) == 0), "published")
    passed = {"draft": 0, "staffing": 1, "legal": 2}.get(row["stage"], 4)
    for step, who in PEOPLE[:passed]:
        row |= {f"{step}_by": who, f"{step}_on": day.isoformat()}
    row["published_on"] = (day + timedelta(days=5)).isoformat() if row["stage"] == "published" else None
    if passed == 4:
        made["power_change"].append(_change(place, uid, kind, "added", day, basis))
        _later(made, chance, place, row, today)
    made["power"].append(row)
    made["power_duty"].append(
        dict.fromkeys(columns(PowerDuty)) | place
        | {"uid": derived_uid("power-duty", uid), "number": str(number), "name": f"{name}及相关管理", "empowers": 1}  # zh-data
    )  # fmt: skip
    if row["joint"]:
        made["power_step"] += _joint(place, uid, bodies)


def _later(
    made: dict[str, list[dict[str, Any]]], chance: random.Random, place: dict[str, Any], row: dict[str, Any], today: date
) -> None:  # fmt: skip
    """Some powers were adjusted, delegated or cancelled this year."""
    kind = next(
        (
            change
            for change, odds in (("cancelled", 22), ("delegated", 26), ("adjusted", 12))
            if not chance.randrange(odds)
        ),
        "",
    )
    if not kind or row["stage"] != "published":
        return
    on = today - timedelta(days=chance.randrange(1, 150))
    if kind != "adjusted":
        row |= {"stage": kind, "changed_on": on.isoformat(), "change_basis": CHANGED}
    made["power_change"].append(_change(place, row["uid"], row["kind"], kind, on, CHANGED))


def _change(place: dict[str, Any], power: str, kind: str, change: str, day: date, basis: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(columns(PowerChange)) | place
    return row | {
        "uid": derived_uid("power-change", power, change), "power": power, "kind": kind, "change": change, "changed_on": day.isoformat(),
        "items": 1, "basis": basis,
    }  # fmt: skip


def _joint(place: dict[str, Any], power: str, bodies: list[str]) -> list[dict[str, Any]]:
    """The steps of the joint approval: accepted once, examined by several side by side."""
    steps: list[dict[str, Any]] = [
        {"name": "综合窗口统一受理", "kind": "start", "post": "综合窗口", "allowed": "0min"},  # zh-data
        {"name": "材料是否齐全", "kind": "decision", "goes_to": "齐全:4;不齐:3"},  # zh-data
        {"name": "一次性告知补正", "goes_to": "1"},  # zh-data
        *(
            {"name": "同步审查", "together": "并联审查", "handler": body, "allowed": "2wd"} for body in bodies
        ),  # zh-data
        {"name": "汇总意见，作出决定", "post": "分管负责人", "allowed": "1wd"},  # zh-data
        {"name": "发证归档", "kind": "end", "allowed": "0min"},  # zh-data
    ]
    return [
        dict.fromkeys(columns(PowerStep)) | place | {"kind": "step", "power": power, "number": number}
        | step | {"uid": derived_uid("power-step", power, str(number)), "size": size_of(step.get("allowed"))}
        for number, step in enumerate(steps, 1)
    ]  # fmt: skip
