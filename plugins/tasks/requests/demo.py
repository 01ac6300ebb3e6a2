"""Sample requests: fourteen months of answered ones, open ones in every state, with consultations and remedies."""

import random
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.requests import facts
from gongkai.plugins.tasks.requests.clock import clock_of, pay_by
from gongkai.plugins.tasks.requests.models import Applicant, Consult, Remedy, Request
from gongkai.plugins.tasks.requests.rules import fee_on, law_on

if TYPE_CHECKING:
    from gongkai.core.office import Office

OFFICER, SIGNER, HEAD = "request", "deputy", "head"
MANY, MONTHS, MOST = 14, 14, 12  # units with requests; months of answered ones; requests of the busiest applicant
TOPICS = (  # zh-data
    "征地补偿方案和补偿标准", "本年度部门预算调整情况", "公租房配租名单", "道路改造工程中标文件", "义务教育学区划分依据",
    "危房鉴定报告", "环境影响评价批复", "医保定点机构名单", "涉农补贴发放明细", "行政处罚裁量基准", "公交线路调整论证材料",
    "养老机构运营补贴发放情况", "旧城改造规划图件", "招聘考试成绩核定办法", "水库安全鉴定结论",
)  # fmt: skip
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", ("建国", "丽华", "志强", "秀英", "海涛", "玉兰", "文静", "明德")  # zh-data
FIRMS = (
    ("business", "宏达建材有限公司"),
    ("legal", "正平律师事务所"),
    ("welfare", "绿水环保协会"),
    ("other_org", "红光村经济合作社"),
)  # zh-data
WHY = {  # zh-data
    "open": "", "part": "其中涉及他人身份证号码和银行账号。", "deny4": "涉及第三方商业秘密，征求意见后不同意公开。",
    "deny6": "属于正在讨论的过程稿。", "deny7": "属于行政执法案卷信息。", "cannot1": "经检索，本机关未制作也未保存该信息。",
    "cannot2": "需要对现有信息加工汇总。", "noproc1": "", "noproc2": "此前已就同一内容答复。", "other3": "申请人电话撤回。",
}  # fmt: skip
WEIGHTS = (40, 16, 3, 3, 2, 22, 2, 4, 3, 3)
# state: (stage, working days ago that it came in, what happened since: field -> working days from today)
STATES: tuple[tuple[str, int, dict[str, int]], ...] = (
    ("registered", 0, {}),
    ("registered", -1, {}),
    ("handling", -4, {"accepted_on": -3}),
    ("handling", -17, {"accepted_on": -16}),
    ("handling", -23, {"accepted_on": -22}),
    ("correcting", -6, {"correction_on": -4, "correction_due": 6}),
    ("correcting", -27, {"correction_on": -22, "correction_due": -2}),
    ("handling", -14, {"correction_on": -12, "correction_due": -2, "corrected_on": -6}),
    ("handling", -24, {"accepted_on": -23, "extended_on": -8}),
    ("paying", -9, {"accepted_on": -8, "fee_on": -5, "fee_received_on": -4}),
    ("paying", -32, {"accepted_on": -31, "fee_on": -24, "fee_received_on": -23}),
    ("review", -12, {"accepted_on": -11}),
    ("ready", -15, {"accepted_on": -14, "signed_on": -1}),
)
CONSULTS = (
    (-8, -5, -4),
    (-24, -20, -19),
)  # came in, letter out, letter received: under way, and over without an answer


class _Maker:
    def __init__(self, office: "Office", seed: int) -> None:
        self.office, self.chance = office, random.Random(f"requests {seed}")
        self.rows: dict[str, list[dict[str, Any]]] = {"applicant": [], "request": [], "consult": [], "remedy": []}
        self.serial: dict[tuple[str, str], int] = {}

    def day(self, distance: int) -> date:
        """A working day, so many before or after today."""
        return self.office.calendar.add_working_days(self.office.today, distance)

    def applicant(self, unit: str, scope: int, number: int) -> dict[str, Any]:
        """A person, or every fifth time an organisation."""
        row = _empty(Applicant, derived_uid("sample-applicant", unit, str(number)), unit, scope)
        if number % 5 == 4:
            kind, name = self.chance.choice(FIRMS)
            row |= {"kind": kind, "name": name, "id_kind": "uscc", "id_no": "91511923MA62A00000"[:-4] + f"{number:04d}"}
        else:
            name = self.chance.choice(SURNAMES) + self.chance.choice(GIVEN)
            row |= {"kind": "person", "name": name, "id_kind": "idcard", "id_no": f"51192319700101{number:04d}"}
        row["phone"] = f"1390000{number:04d}"
        self.rows["applicant"].append(row)
        return row

    def request(self, who: dict[str, Any], title: str, sent: date, stage: str, **more: Any) -> dict[str, Any]:
        """A request that came in on a day; its clock follows."""
        unit, year = who["unit"], f"{sent.year}"
        self.serial[unit, year] = number = self.serial.get((unit, year), 0) + 1
        manner = more.pop("manner", None) or self.chance.choice(("in-person", "registered", "web", "web", "email"))
        row = _empty(Request, derived_uid("sample-request", unit, year, str(number)), unit, who["scope"])
        law = law_on(self.office, sent.isoformat())
        row |= {
            "stage": stage, "number": f"{year}-{number:05d}", "title": title, "content": f"{title}，以正式文件为准。",  # zh-data
            "applicant": who["uid"], "applicant_kind": who["kind"], "manner": manner, "sent_on": sent.isoformat(),
            "supply": "paper", "delivery": "post", "law": law.id,
        }  # fmt: skip
        if manner in law.confirm and (stage != "registered" or sent < self.office.today):
            row["confirmed_on"] = sent.isoformat()
        row |= more
        row["received_on"] = facts.received(law, row)
        self.rows["request"].append(row)
        self.count(row, ())
        return row

    def count(self, row: dict[str, Any], consulted: tuple[tuple[Any, ...], ...]) -> None:
        """Its due date, by the clock that counts real ones."""
        clock = clock_of(facts.events_of(self.office, row, consulted), self.office.calendar)
        row["counted_from"] = clock.start.isoformat() if clock.start else None
        row["due"] = clock.due.isoformat() if clock.due else None


def fill(office: "Office", seed: int) -> None:
    """Make the sample requests by one change; the same seed and day give the same."""
    kinds = Selector(levels=("county",), kinds=("department",))
    units = selected(office, kinds, office.scope) or selected(office, Selector(), office.scope)
    made = _Maker(office, seed)
    for number, (unit, _, scope) in enumerate(made.chance.sample(units, min(MANY, len(units)))):
        people = [made.applicant(unit, scope, number * 10 + k) for k in range(6)]
        _answered(made, people)
        _open(made, people, number)
    with office.change(str(T("样例申请", "sample requests"))) as change:
        for key, rows in made.rows.items():
            change.insert_rows(office.resource(key), rows)


def _answered(made: _Maker, people: list[dict[str, Any]]) -> None:
    for distance in sorted((made.chance.randrange(45, 22 * MONTHS) for _ in range(MONTHS)), reverse=True):
        sent = made.day(-distance)
        outcome = made.chance.choices(list(WHY), WEIGHTS)[0]
        row = made.request(made.chance.choice(people), made.chance.choice(TOPICS), sent, "closed")
        row |= {
            "accepted_on": row["received_on"],
            "outcome": outcome,
            "explanation": WHY[outcome] or None,
            "drafted_by": OFFICER,
            "signed_by": SIGNER,
            "replied_by": OFFICER,
            "reply": "详见附件。" if outcome in ("open", "part") else None,  # zh-data
            "where_to_look": "信访局网上投诉平台" if outcome == "noproc1" else None,  # zh-data
            "basis": "政府信息公开条例",  # zh-data
        }
        days = (
            made.chance.choice((5, 9, 12, 15, 18, 19, 20, 20))
            if made.chance.random() < 0.93
            else made.chance.choice((22, 26))
        )
        row["closed_on"] = made.office.calendar.add_working_days(
            date.fromisoformat(row["received_on"]), days
        ).isoformat()
        row["signed_on"] = row["closed_on"]
        if made.chance.random() < 0.08:
            _contest(made, row)


def _contest(made: _Maker, row: dict[str, Any]) -> None:
    remedy = _empty(Remedy, derived_uid("sample-remedy", row["uid"]), row["unit"], row["scope"])
    filed = made.office.calendar.add_working_days(date.fromisoformat(row["closed_on"]), 5)
    closed = made.office.calendar.add_working_days(filed, 35)
    remedy |= {"request": row["uid"], "kind": "review", "organ": "平昌县人民政府", "filed_on": filed.isoformat(),  # zh-data
               "accepted_on": filed.isoformat()}  # fmt: skip
    if closed < made.office.today:
        remedy |= {
            "closed_on": closed.isoformat(),
            "result": made.chance.choice(("upheld", "upheld", "corrected", "other")),
        }
    made.rows["remedy"].append(remedy)


def _open(made: _Maker, people: list[dict[str, Any]], number: int) -> None:
    """This unit's share of open requests, so that together there is one of every state at least."""
    for stage, sent, happened in STATES[number::MANY] or STATES[:1]:
        title = made.chance.choice(TOPICS)
        row = made.request(people[0], title, made.day(sent), stage, manner="web" if sent in (0, -1) else None)
        row |= {name: made.day(distance).isoformat() for name, distance in happened.items()}
        if row["correction_on"]:
            row["correction_matters"] = "请写明所需信息的年度和项目名称。"  # zh-data
        if row["extended_on"]:
            row |= {"extended_days": 20, "extended_reason": "涉及多个股室，需逐件核对", "extended_by": HEAD}  # zh-data
        fee = fee_on(made.office, row["fee_on"]) if row["fee_on"] else None
        if fee:
            got = date.fromisoformat(row["fee_received_on"])
            row |= {"fee_mode": "page", "fee_pages": 120, "fee_amount": 110_000,
                    "fee_due": pay_by(got, fee.pay_within, made.office.calendar).isoformat()}  # fmt: skip
        if stage in ("review", "ready"):
            row |= {
                "outcome": "open",
                "reply": "详见附件。",
                "drafted_by": OFFICER,
                "signed_by": SIGNER if row["signed_on"] else None,
            }  # zh-data
        made.count(row, ())
    if number < len(CONSULTS):
        _consult(made, people[1], *CONSULTS[number])
    if number == 2:
        _odd(made, people)


def _consult(made: _Maker, who: dict[str, Any], sent: int, out: int, got: int) -> None:
    row = made.request(
        who, made.chance.choice(TOPICS), made.day(sent), "handling", accepted_on=made.day(sent + 1).isoformat()
    )
    consult = _empty(Consult, derived_uid("sample-consult", row["uid"]), row["unit"], row["scope"])
    law = law_on(made.office, row["sent_on"])
    received = made.day(got).isoformat()
    due = facts.answer_by(made.office, law, "third_party", received)
    consult |= {
        "request": row["uid"], "kind": "third_party", "party": "恒信建设有限公司", "sent_on": made.day(out).isoformat(),  # zh-data
        "received_on": received, "due": due.isoformat() if due else None,
    }  # fmt: skip
    made.rows["consult"].append(consult)
    made.count(row, ((consult["kind"], consult["party"], consult["sent_on"], received, None),))


def _odd(made: _Maker, people: list[dict[str, Any]]) -> None:
    """One applicant with many requests this month, one request twice, a part of one, a case lost and to be answered again."""
    today, busy = made.office.today, people[2]
    for topic in TOPICS[:MOST]:
        made.request(busy, topic, today, "registered", manner="in-person")
    first = made.request(people[3], TOPICS[0], made.day(-9), "handling", accepted_on=made.day(-8).isoformat())
    made.request(people[3], TOPICS[0], made.day(-1), "registered", manner="in-person", repeats=first["uid"])
    made.request(
        people[3], TOPICS[0], made.day(-9), "handling", part_of=first["uid"], accepted_on=made.day(-8).isoformat()
    )
    closed = next(row for row in made.rows["request"] if row["stage"] == "closed")
    lost = _empty(Remedy, derived_uid("sample-remedy", closed["uid"], "lost"), closed["unit"], closed["scope"])
    made.rows["remedy"].append(lost | {
        "request": closed["uid"], "kind": "suit", "organ": "平昌县人民法院", "filed_on": closed["closed_on"],  # zh-data
        "closed_on": made.day(-3).isoformat(), "result": "corrected", "redo_by": made.day(8).isoformat(),
    })  # fmt: skip
    waiting = next(row for row in made.rows["request"] if row["stage"] == "closed" and row is not closed)
    suit = _empty(Remedy, derived_uid("sample-remedy", waiting["uid"], "open"), waiting["unit"], waiting["scope"])
    made.rows["remedy"].append(suit | {
        "request": waiting["uid"], "kind": "suit", "organ": "平昌县人民法院", "filed_on": made.day(-9).isoformat(),  # zh-data
    })  # fmt: skip


def _empty(model: Any, uid: str, unit: str, scope: int) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(columns(model))
    return row | {"uid": uid, "unit": unit, "scope": scope, "stage": "", "version": 1}
