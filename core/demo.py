"""The sample office: a real county with its real divisions, and data that is made up from a fixed seed.

Everything made up is marked: the office's settings say ``sample = true`` and every front end shows it.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from gongkai.core.codes import format_code
from gongkai.core.i18n import T
from gongkai.core.office import Office
from gongkai.core.registry.models import FACILITIES, POSTS, Unit
from gongkai.core.registry.select import selected
from gongkai.core.rules import FacilityKind, PostKind, Selector
from gongkai.core.setup import init_office
from gongkai.core.store.record import columns, derived_uid

SEED = 511923
GAPS = 0.04  # of what there should be, left to be found


@dataclass(frozen=True)
class Demo:
    """A sample system that can be made: its division, region and words."""

    key: str
    name: T
    division: str
    region: tuple[str, ...]
    about: T


DEMOS = (
    Demo(
        "pingchang", T("平昌县（四川省巴中市）", "Pingchang county (Bazhong, Sichuan)"), "511923000000", ("pingchang",),
        T("县级政务公开办公室：部门、乡镇、村（居）委会，目录、任务、评分。",
          "A county's disclosure office: departments, towns, village committees; catalogue, tasks, scores."),
    ),
)  # fmt: skip

# account, role, name on screen, post
ACCOUNTS = (
    ("admin", "administrator", T("系统管理员", "Administrator"), T("县政务公开办", "Disclosure office")),
    ("clerk", "clerk", T("李文静", "Li Wenjing"), T("信息员", "Officer")),
    ("request", "request-clerk", T("何佳怡", "He Jiayi"), T("依申请公开经办", "Request clerk")),
    ("reviewer", "reviewer", T("王建国", "Wang Jianguo"), T("保密审查员", "Secrecy reviewer")),
    ("deputy", "signer", T("陈晓梅", "Chen Xiaomei"), T("分管负责人", "Deputy in charge")),
    ("head", "head", T("赵志强", "Zhao Zhiqiang"), T("主要负责人", "Principal")),
    ("supervisor", "supervisor", T("周敏", "Zhou Min"), T("督查专员", "Supervisor")),
    ("inspector", "inspector", T("刘海涛", "Liu Haitao"), T("考评员", "Inspector")),
    ("viewer", "viewer", T("公众监督员", "Public observer"), T("社会监督员", "Observer")),
)
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"  # zh-data
GIVEN = (
    "建国文静志强晓梅海涛丽华明德永福秀英玉兰国栋春燕学军思远雨桐家豪天佑子涵佳怡俊杰红霞东升桂芳少华立新"  # zh-data
)


def make_demo(
    folder: Path,
    demo: Demo = DEMOS[0],
    note: Callable[[T], None] = lambda text: None,
    store: str = "",
    seed: int = SEED,
) -> Office:
    """Make a sample office in a folder; leaves nothing behind when it fails."""
    folder = Path(folder)
    fresh = not folder.exists()
    office = init_office(
        folder, demo.division, region=demo.region, account="admin", sample=True, note=note, store=store
    )
    try:
        _fill(office.as_system(), seed, note)
    except BaseException:
        office.close()
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    office.forget()
    return office


def _fill(system: Office, seed: int, note: Callable[[T], None]) -> None:
    with system.change(str(T("样例账号", "sample accounts"))) as change:
        roles = {key for key, _ in system.profile.choices["role"]}
        for name, role, display, post in ACCOUNTS[1:]:
            if role not in roles:
                continue
            place = system.settings.division
            change.create("account", name=name, display=display.zh, post=post.zh, division=place)
            change.create("grant", account=name, role=role, division=place)
    note(T("正在生成样例岗位、目录、任务和评分……", "Making sample posts, catalogue, tasks and marks…"))
    with system.change(str(T("样例岗位", "sample posts"))) as change:
        _posts(system, change, random.Random(seed))
    system.plugins.call("gongkai_demo", office=system, seed=seed)


def _posts(system: Office, change: Any, chance: random.Random) -> None:
    """One holder for every post that the rules require, in almost every unit: a few gaps are left to be found."""
    empty: dict[str, Any] = dict.fromkeys(columns(POSTS.model))
    begun = system.today - timedelta(days=700)
    made = (begun - timedelta(days=30)).isoformat()
    near = system.rows("SELECT uid FROM {unit} ORDER BY id LIMIT 2")
    office, centre = near[0][0], near[-1][0]
    held: dict[tuple[str, str], str] = {}
    rows: list[dict[str, Any]] = []
    for kind in system.profile.items("post_kind", PostKind).values():
        if kind.required is None:
            continue
        for unit, _, scope in selected(system, kind.required):
            if chance.random() < GAPS:
                continue
            person = held.get((unit, kind.same_as)) or chance.choice(FAMILY) + "".join(chance.sample(GIVEN, 2))
            held[unit, kind.key] = person
            row = empty | {
                "uid": derived_uid("post", unit, kind.key), "unit": unit, "scope": scope, "stage": "", "version": 1,
                "kind": kind.key, "person": person, "title": f"{''.join(kind.titles[:1])}{kind.name.zh}",
                "phone": f"0827-6{chance.randrange(100000, 999999)}",
                "full_time": int(chance.random() < 0.3) if kind.full_time is None else int(kind.full_time),
                "valid_from": (begun + timedelta(days=chance.randrange(300))).isoformat(),
            }  # fmt: skip
            if chance.random() > GAPS:
                row |= {
                    "resume": f"{person}，样例简历", "duty": f"{kind.name.zh}工作", "from_unit": office, "at_unit": centre,  # zh-data
                    "mandate": f"样例授权〔{begun.year}〕{len(rows) % 90 + 1}号", "mandate_date": made,  # zh-data
                }  # fmt: skip
            rows.append(row)
    change.insert_rows(POSTS, rows)
    _facilities(system, change, chance)
    records = {r.uid: r for r in system.store.fetch(Unit.select().where(Unit.level.in_(("county", "township"))))}
    change.update_many(
        "unit",
        (
            (
                records[unit],
                _contact(system.place_name(records[unit].scope), number, chance)
                | {"uscc": _credit_code(system.scope, number)},
            )
            for number, (unit, _, _) in enumerate(selected(system, Selector(levels=("county", "township"))), 1)
            if unit in records
        ),
    )


def _facilities(system: Office, change: Any, chance: random.Random) -> None:
    """Boards, boxes and rooms that the rules ask for, in almost every place."""
    empty: dict[str, Any] = dict.fromkeys(columns(FACILITIES.model))
    change.insert_rows(FACILITIES, [
        empty | {
            "uid": derived_uid("facility", unit, kind.key), "unit": unit, "scope": scope, "stage": "", "version": 1,
            "kind": kind.key, "division": scope, "number": kind.at_least, "photo": "样例照片.jpg",  # zh-data
            "address": f"{system.place_name(scope)}办公楼前",  # zh-data
        }
        for kind in system.profile.items("facility", FacilityKind).values() if kind.of is not None
        for unit, _, scope in selected(system, kind.of) if chance.random() > GAPS
    ])  # fmt: skip


def _contact(place: str, number: int, chance: random.Random) -> dict[str, str]:
    """How to reach a unit's disclosure office."""
    phone = f"0827-6{chance.randrange(100000, 999999)}"
    return {
        "phone": phone, "fax": phone, "postcode": "636400", "email": f"gk{number}@example.gov.cn",
        "desk": "办公室", "address": f"{place}行政路 {number} 号", "hours": "工作日 8:30—12:00，14:30—18:00",  # zh-data
    }  # fmt: skip


def _credit_code(scope: int, number: int) -> str:
    """A made-up credit code that checks: an organ (11) of the county, with a serial as its organisation code."""
    from stdnum.cn import uscc  # only for the sample

    serial = f"{number + 1:08d}"
    mark = 11 - sum(int(d) * w for d, w in zip(serial, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = f"11{format_code(scope)[:6]}{serial}{'X' if mark == 10 else mark % 11}"
    return f"{code}{uscc.calc_check_digit(code)}"
