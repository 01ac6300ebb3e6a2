"""Sample data: a catalogue with two years behind it, made up from a fixed seed and marked as a sample.

Most units keep their dates, some are late now and then, some leave entries blank. Everything is inserted once, with
its final fields; the due dates are reckoned by the same functions that reckon real ones.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.publications.models import Posting, Publication
from gongkai.plugins.catalog.publications.numbers import organisation
from gongkai.plugins.catalog.timing import DAYS, first_due, next_due
from gongkai.plugins.catalog.wanted import entry_uid, templates

if TYPE_CHECKING:
    from gongkai.core.clock import Calendar, Limit
    from gongkai.core.office import Office
    from gongkai.plugins.catalog.rules import Obligation

YEARS = timedelta(days=730)
MARK = "（样例数据）"  # zh-data: stands in every sample text
SITE = "https://www.example.org/zwgk/"
STEP_ROLES = (("draft", "clerk"), ("review", "reviewer"), ("sign", "signer"), ("approve", "head"))
BOARD = "村（居）委会门前公开栏"  # zh-data

# What a sample text says of an element whose name holds one of the words.
PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (  # zh-data
    (("办公时间", "开放时间"), "工作日8:30—12:00、14:30—18:00"),
    (("地址", "位置", "地点"), "本单位办公楼{k}楼，见示意图"),
    (("电话", "联系", "投诉", "举报", "热线"), "工作日可拨打本单位公开电话或12345热线"),
    (("职能", "职责", "机构", "权限"), "按机构改革方案列明，共{k}项"),
    (("简历", "分工", "负责人", "管理人", "领导"), "班子成员{k}人，姓名、职务和分工逐人列明"),
    (
        ("金额", "资金", "收入", "支出", "收支", "经费", "预算", "决算", "补助", "补贴", "费"),
        "合计{n}.{k}万元，明细见附表{a}",
    ),
    (("名单", "对象", "农户", "人员", "姓名"), "共{n}人，名单见附表{a}，公示期内无异议"),
    (("日期", "时间", "时限", "期限", "进度"), "{d}完成，各环节日期见附表{a}"),
    (("依据", "政策", "标准", "规定", "条件", "制度"), "按现行文件执行，文件名称和文号见附表{a}"),
    (("结果", "决定", "结论", "整改", "评议"), "{n}件均已办结，结果逐件列明"),
    (("项目", "工程", "采购", "招标", "合同"), "本期{k}个项目，逐项列明单位、规模和进展"),
    (("程序", "流程", "环节", "方式", "途径"), "流程图已更新，共{k}个环节"),
)
OTHERWISE = ("已按要求逐项列明，共{n}条", "与上期相比新增{k}条，其余不变", "内容已核对，情况属实")  # zh-data


@dataclass
class _Work:
    """What is being made."""

    office: "Office"
    chance: random.Random
    people: dict[str, str]
    entries: list[dict[str, Any]] = field(default_factory=list)
    publications: list[dict[str, Any]] = field(default_factory=list)
    postings: list[dict[str, Any]] = field(default_factory=list)
    orgs: dict[str, str] = field(default_factory=dict)
    serials: dict[tuple[str, int], int] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    care: dict[str, float] = field(default_factory=dict)
    nearby: dict[tuple[date, bool], date] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.office.today

    @property
    def calendar(self) -> "Calendar":
        return self.office.calendar

    def working(self, day: date, forward: bool) -> date:
        """The day itself when it is worked, else the next or the one before."""
        key = (day, forward)
        if key not in self.nearby:
            step = timedelta(days=1 if forward else -1)
            while not self.calendar.is_working(day):
                day += step
            self.nearby[key] = day
        return self.nearby[key]


def fill(office: "Office", seed: int) -> None:
    """Make sample entries and publications in an office that acts as the system; what is there already stays."""
    work = _Work(office, random.Random(seed), _people(office))
    work.orgs = {
        uid: organisation(code) for uid, code in office.rows("SELECT uid, uscc FROM {unit} WHERE uscc IS NOT NULL")
    }
    there = {row[0] for row in office.rows("SELECT uid FROM {entry}")}
    empty: dict[str, Any] = dict.fromkeys(columns(Entry))
    for item, base, limit in templates(office):
        plan = _plan(work, limit)
        for unit, _, scope in selected(office, item.to):
            uid = entry_uid(unit, item.id)
            if uid not in there:
                _entry(work, item, limit, plan, {**empty, **base, "uid": uid, "unit": unit, "scope": scope})
    with office.change(str(T("样例目录和公开记录", "sample catalogue and publications"))) as change:
        change.insert_rows(office.resource("entry"), work.entries)
        change.insert_rows(office.resource("publication"), work.publications)
        change.insert_rows(office.resource("posting"), work.postings)


def _people(office: "Office") -> dict[str, str]:
    """An account for each step, from the accounts that the sample office has."""
    held: dict[str, str] = {}
    for account, role in office.rows(
        "SELECT a.name, g.role FROM {access_grant} g JOIN {account} a ON a.uid = g.account ORDER BY g.id"
    ):
        held.setdefault(role, account)
    return {step: held.get(role, role) for step, role in STEP_ROLES}


def _plan(work: _Work, limit: "Limit") -> list[tuple[date, int]]:
    """The due dates of the last two years, oldest first, with the days in which one may publish before each."""
    if not limit.is_periodic:
        return []
    found: list[tuple[date, int]] = []
    period = limit.period_of(work.today)
    while period.end > work.today - YEARS:
        due = limit.due_for(period, work.calendar)
        if due < work.today:
            # within the period, or after its end where the report is due later
            room = (due - period.end).days if due > period.end else (due - period.start).days
            found.append((due, max(0, min(room - 1, 15))))
        period = period.previous()
    return found[::-1]


def _entry(
    work: _Work, item: "Obligation", limit: "Limit", plan: Sequence[tuple[date, int]], row: dict[str, Any]
) -> None:
    """One entry with its past."""
    chance = work.chance
    care = work.care.get(row["unit"])
    if care is None:  # how well the unit works: most well, a few badly
        care = work.care[row["unit"]] = min(
            0.99, 0.80 + 0.19 * chance.random() ** 0.5 - (0.3 if chance.random() < 0.06 else 0)
        )
    blank = chance.random() > care + 0.12 * (1 - care)
    first = len(work.publications)
    if not blank:
        if limit.is_periodic:
            _periods(work, item, limit, plan, row, care)
        else:
            _events(work, item, limit, row, care)
    if row["published_on"] is None:
        due = _blank_due(work, limit)
        row["due"] = due.isoformat() if due else None
        if chance.random() < 0.35:
            _begin(work, item, row)
    else:
        row["link"] = _place(item)
        last = work.publications[-1]
        last["content"] = _text(work, item)
        if not limit.is_periodic:
            _versions(work.publications[first:])
        _post(work, last)
        if row["due"] and chance.random() < 0.12:
            _begin(work, item, row)
    work.entries.append(row)


def _place(item: "Obligation") -> str:
    return BOARD if item.channels[:1] == ("village-board",) else f"{SITE}{item.id}/"


def _versions(chain: Sequence[dict[str, Any]]) -> None:
    """Each publication of an item that has no periods is a new version of the one before."""
    for number, row in enumerate(chain):
        row |= {"series": chain[0]["uid"], "revision": number + 1, "index_no": chain[0]["index_no"]}
        if number:
            row["replaces"] = chain[number - 1]["uid"]
            chain[number - 1] |= {"stage": "superseded", "ended_on": row["published_on"]}


def _post(work: _Work, row: dict[str, Any]) -> None:
    channels = Publication._meta.fields["channels"].python_value(row["channels"])
    posting: dict[str, Any] = dict.fromkeys(columns(Posting))
    work.postings += [
        posting | {
            "uid": derived_uid("posting", row["uid"], channel), "unit": row["unit"], "scope": row["scope"], "stage": "",
            "version": 1, "publication": row["uid"], "channel": channel, "place": None if number else row["link"],
            "posted_on": row["published_on"],
        } for number, channel in enumerate(channels)
    ]  # fmt: skip


def _blank_due(work: _Work, limit: "Limit") -> date | None:
    """A blank entry's due date: the catalogue was made some time in the last half-year. None while it waits for its event."""
    day = work.today - timedelta(days=work.chance.randrange(180))
    return first_due(limit, work.today if limit.is_periodic else day, work.calendar)


def _periods(
    work: _Work, item: "Obligation", limit: "Limit", plan: Sequence[tuple[date, int]], row: dict[str, Any], care: float
) -> None:  # fmt: skip
    """Publications of a periodic entry: before each due date, now and then late; the newest ones may be missing."""
    chance, today = work.chance, work.today
    done = len(plan)
    if chance.random() > care:
        done -= 1 if chance.random() < 0.75 else 2
    last: tuple[date, date] | None = None
    for due, room in plan[: max(done, 0)]:
        if chance.random() < care + 0.6 * (1 - care):
            day = work.working(due - timedelta(days=chance.randrange(room + 1)), forward=False)
        else:
            day = work.working(due + timedelta(days=chance.randrange(1, 12)), forward=True)
        if day > today or (last and day <= last[0]):
            continue
        _published(work, item, row, day, due)
        last = (day, due)
    if last:
        _close(row, *last, next_due(limit, *last, work.calendar))


def _events(work: _Work, item: "Obligation", limit: "Limit", row: dict[str, Any], care: float) -> None:
    """Publications of all other entries: some days in two years on which something was made or changed."""
    chance, today = work.chance, work.today
    times = 1 if str(limit) == "standing" else chance.randrange(1, 5)
    days = sorted(chance.sample(range(40, YEARS.days), times), reverse=True)
    last: tuple[date, date] | None = None
    for back in days:
        made = today - timedelta(days=back)
        due = work.calendar.add_working_days(made, DAYS)
        if chance.random() < care + 0.6 * (1 - care):
            day = work.working(made + timedelta(days=chance.randrange(1, 22)), forward=False)
        else:
            day = work.working(due + timedelta(days=chance.randrange(1, 15)), forward=True)
        if day > today or (last and day <= last[0]):
            continue
        _published(work, item, row, day, due)
        last = (day, due)
    if last:
        _close(row, *last, None)
        if chance.random() < 0.10:  # something has changed since: it must be published again
            made = today - timedelta(days=chance.randrange(2, 45))
            row["due"] = work.calendar.add_working_days(made, DAYS).isoformat()


def _published(work: _Work, item: "Obligation", row: dict[str, Any], day: date, due: date) -> None:
    made = _publication(work, item, row, f"{day.isoformat()}")
    signed = work.working(day - timedelta(days=1), forward=False).isoformat()
    made |= {
        "stage": "published", "published_on": day.isoformat(), "due": due.isoformat(), "on_time": int(day <= due),
        "reviewed_on": signed, "signed_on": signed, "drafted_on": signed, "index_no": _number(work, row["unit"], day),
    }  # fmt: skip
    work.publications.append(made)


def _number(work: _Work, unit: str, day: date) -> str | None:
    org = work.orgs.get(unit)
    if not org:
        return None
    serial = work.serials[org, day.year] = work.serials.get((org, day.year), 0) + 1
    return f"{org}/{day.year}-{serial:05}"


def _publication(work: _Work, item: "Obligation", row: dict[str, Any], mark: str) -> dict[str, Any]:
    """A publication of an entry, signed by everybody on the way."""
    people, uid = work.people, derived_uid("publication", row["uid"], mark)
    signer = people["approve" if row["importance"] == "important" else "sign"]
    empty: dict[str, Any] = dict.fromkeys(columns(Publication))
    return empty | {
        "uid": uid, "unit": row["unit"], "scope": row["scope"], "version": 1, "entry": row["uid"], "title": row["title"],
        "attribute": "proactive", "importance": row["importance"], "channels": row["channels"], "link": _place(item),
        "series": uid, "revision": 1, "drafted_by": people["draft"], "reviewed_by": people["review"], "signed_by": signer,
    }  # fmt: skip


def _close(row: dict[str, Any], day: date, due: date, following: date | None) -> None:
    row |= {
        "published_on": day.isoformat(), "answered": due.isoformat(), "timely": int(day <= due),
        "due": following.isoformat() if following else None,
    }  # fmt: skip


def _begin(work: _Work, item: "Obligation", row: dict[str, Any]) -> None:
    """The next publication is under way: a draft, or waiting for review, signature or publication."""
    chance = work.chance
    made = _publication(work, item, row, "next")
    stage = made["stage"] = chance.choice(("draft", "review", "review", "sign", "sign", "ready"))
    day = work.working(work.today - timedelta(days=chance.randrange(1, 12)), forward=False).isoformat()
    passed = {"draft": 0, "review": 1, "sign": 2, "ready": 3}[stage]
    for number, step in enumerate(("drafted", "reviewed", "signed"), 1):
        made[f"{step}_on"] = day if passed >= number else None
        made[f"{step}_by"] = made[f"{step}_by"] if passed >= number else None
    made["content"] = _text(work, item)
    made["link"] = None
    work.publications.append(made)


def _text(work: _Work, item: "Obligation") -> str:
    """A sample text that goes through the elements; a few variants for each obligation."""
    pool = work.texts.setdefault(item.id, [])
    if len(pool) < 5:
        pool.append(_write(work.chance, work.today, [element.zh for element in item.elements] or [item.name.zh]))
        return pool[-1]
    return work.chance.choice(pool)


def _write(chance: random.Random, today: date, elements: Sequence[str]) -> str:
    lines = []
    day = today - timedelta(days=chance.randrange(20, 90))
    words: dict[str, Callable[[], Any]] = {
        "n": lambda: chance.randrange(3, 180), "k": lambda: chance.randrange(2, 9), "a": lambda: chance.randrange(1, 4),
        "d": lambda: f"{day.month}月{day.day}日",  # zh-data
    }  # fmt: skip
    for number, element in enumerate(elements, 1):
        phrase = next((said for keys, said in PHRASES if any(key in element for key in keys)), None)
        said = (phrase or chance.choice(OTHERWISE)).format(**{name: make() for name, make in words.items()})
        lines.append(f"{number}. {element}：{said}。")  # zh-data
    return "\n".join((*lines, MARK))
