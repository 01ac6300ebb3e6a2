"""Duties that a rule sets: owed by the units that it means, told when they are missing, and done one by one."""

from datetime import date
from typing import Any

import pytest

from gongkai.core.office import Office
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.catalog.rules import Obligation
from tests.catalogues import act
from tests.cli.conftest import Gongkai
from tests.rules.county import County, Maker

LATER = "2027-02-01"


def told(world: County, kind: str) -> list[tuple[str, str]]:
    """What the check of the catalogue finds of a kind: record and rule."""
    return [(one.uid, one.rule) for one in Findings(world.office, None, kind)]


def owed(world: County, *obligations: str) -> dict[str, set[str]]:
    """Entries of obligations that are blank or late, by obligation: the templates (or names) of their units."""
    found: dict[str, set[str]] = {}
    for code in ("blank", "overdue"):
        for one in Findings(world.office, None, code):
            rows = world.office.store.sql(
                "SELECT e.obligation, COALESCE(u.template, u.name) FROM entry e JOIN unit u ON u.uid = e.unit WHERE e.uid = ?",
                (one.uid,),
            )
            if rows[0][0] in obligations:
                found.setdefault(rows[0][0], set()).add(rows[0][1])
    return found


def later(world: County, day: str, monkeypatch: pytest.MonkeyPatch) -> County:
    """The same office on another day."""
    monkeypatch.setenv("GONGKAI_TODAY", day)
    return County(Office.open(world.office.folder))


# ---- Zaozhuang: the four gates of works


def test_four_gates_are_each_owed_and_passed_by_themselves(county: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: ZZ-26
    world = county("zaozhuang")
    gates = ("zz-gate-budget", "zz-gate-bidding", "zz-gate-payment", "zz-gate-accounts")
    for gate in gates:
        assert set(world.bound(gate)) == {"housing"}, gate
    for gate in ("zz-gate-bidding", "zz-gate-accounts"):  # a tender is held, an audit is closed
        assert world.entry("housing", gate).due is None
        act(world.office, "wen", "entry", world.entry("housing", gate), "changed")
    world = later(world, LATER, monkeypatch)
    missing = set(gates)
    assert set(owed(world, *gates)) == missing
    for gate in gates:
        world.published("housing", gate)
        missing.discard(gate)
        assert set(owed(world, *gates)) == missing, gate


def test_works_of_half_a_million_go_to_open_tender(county: Maker) -> None:
    # covers: ZZ-27
    world, elsewhere = county("zaozhuang"), county("kaiyang")
    small = world.published("housing", "zz-gate-bidding", amount="499999.99", tender="invited")
    assert told(world, "tender") == [] and small.uid not in {uid for uid, _ in told(world, "field")}
    large = world.published("housing", "zz-gate-bidding", amount="500000", tender="invited")
    unsaid = world.published("housing", "zz-gate-bidding", amount="8000000")
    world.published("housing", "zz-gate-bidding", amount="90000000", tender="open")
    assert told(world, "tender") == [(large.uid, "ZZ-27"), (unsaid.uid, "ZZ-27")]
    assert (unsaid.uid, "ZZ-27") in told(world, "field")
    elsewhere.published("education", "org-overview", amount="90000000", tender="direct")
    assert "tender" not in Findings(elsewhere.office).kinds  # a rule of that city

    run = Gongkai(world.office.folder)
    failed = run("catalog", "check", "--kind", "tender", "--fail-on", "error")
    assert failed.code == 1 and "500,000" in failed.out and "邀请招标" in failed.out
    english = run("catalog", "check", "--kind", "tender", env={"GONGKAI_LANG": "en"})
    assert "Invited tender" in english.out and "open tender" in english.out
    assert (
        run("catalog", "check", "--kind", "tender", "--unit", world.unit("education"), "--fail-on", "error").code == 0
    )
    wrong = run("publication", "edit", small.uid, "amount=很多")
    assert wrong.code == 3


def test_the_call_for_bids_is_online_and_three_bodies_attend(county: Maker) -> None:
    # covers: ZZ-28
    world = county("zaozhuang")
    whole = "项目投资额60万元；招标公告；中标结果。到场：市纪委监察局、市检察院、市公证处。"
    for witness, called in (("纪委监察局", "纪检监察"), ("检察院", "检察院"), ("公证处", "公证处")):
        made = world.published("housing", "zz-gate-bidding", content=whole.replace(f"市{witness}", ""))
        [what] = [str(one.what) for one in Findings(world.office, None, "element") if one.uid == made.uid]
        assert what.endswith(f"没有写明{called}。")
    good = world.published("housing", "zz-gate-bidding", content=whole)
    assert good.uid not in {uid for uid, _ in told(world, "element")}
    assert {one.channel for one in world.postings(good)} == {"site", "bidding-platform"}
    offline = world.published("housing", "zz-gate-bidding", content=whole, channels=["board"])
    assert offline.uid in {uid for uid, _ in told(world, "channel")}
    assert good.uid not in {uid for uid, _ in told(world, "channel")}


# ---- Gansu: lists of the township, of counties and prefectures


def test_townships_owe_their_list_and_departments_do_not(county: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: GS-09
    world = county("gansu")
    mine = ("gs-rural-policy", "gs-township-finance", "levies")
    for obligation in mine:
        assert set(world.bound(obligation)) == {"township-government"}, obligation
    levies = world.entry("township-government", "levies")
    assert levies.due is None  # nothing is levied yet
    world = later(world, LATER, monkeypatch)
    assert set(owed(world, *mine)) == {"gs-rural-policy", "gs-township-finance"}
    act(world.office, "wen", "entry", levies, "changed", changed_on="2026-12-01")
    assert set(owed(world, *mine)) == set(mine)
    for obligation in mine:
        world.published("township-government", obligation)
    assert owed(world, *mine) == {}


NINE = {
    "development-plan": "development", "government-budget": "finance", "major-projects": "development", "permit-results": "market",
    "procurement": "finance", "gs-land-sale": "natural-resources", "gs-minerals": "natural-resources", "gs-tax-relief": "tax",
    "gs-incidents": "emergency",
}  # fmt: skip


def test_nine_matters_are_owed_by_those_who_hold_them(county: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: GS-10
    world = county("gansu")
    for obligation, template in NINE.items():
        assert template in world.bound(obligation), obligation
        assert "township-government" not in world.bound(obligation), obligation
    for obligation in ("gs-incidents", "permit-results"):  # an incident, a licence: nothing is owed before
        act(world.office, "wen", "entry", world.entry(NINE[obligation], obligation), "changed")
    world = later(world, "2027-06-01", monkeypatch)
    missing = owed(world, *NINE)
    assert all(NINE[obligation] in missing.get(obligation, ()) for obligation in NINE), missing
    for obligation, template in NINE.items():
        world.published(template, obligation)
        assert template not in owed(world, obligation).get(obligation, ()), obligation


# ---- the nation, 2008: vertical lines


def test_a_line_under_vertical_leadership_has_one_catalogue_and_one_guide(county: Maker) -> None:
    # covers: HYB-23
    world = county("nation2008")

    def texts() -> dict[str, Any]:
        rows = world.office.store.sql(
            "SELECT u.name, e.title, e.elements, e.channels, e.basis FROM entry e JOIN unit u ON u.uid = e.unit"
            " WHERE e.obligation = 'hyb-line-guide' AND e.stage = 'active'"
        )
        return {name: said for name, *said in rows}

    before = texts()
    branch = world.add_unit("第二税务局", "department", "county", "511923", line="tax", leadership="vertical")
    world.catalogue()
    after = texts()
    assert set(after) - set(before) == {"第二税务局"}
    assert all("统一目录" in said[1] and "统一指南" in said[1] for said in after.values())
    assert len({repr(said) for said in after.values()}) == 1  # word for word the same throughout
    assert "education" not in world.bound("hyb-line-guide")  # led by its own government
    world.mend("unit", branch, leadership="local")
    with world.office.change() as change:
        assert generate(world.office, change).retired >= 1
    assert set(texts()) == set(before)


# ---- Kaiyang: eleven key columns

COLUMNS = (
    "budget", "three-public", "ecology", "bidding", "safety", "food-drug", "poverty", "assistance", "health", "education", "online",
)  # fmt: skip


def test_eleven_key_columns_are_owed_every_quarter_by_their_keepers(
    county: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # covers: KY-15
    world = county("kaiyang")
    columns = [f"ky-col-{name}" for name in COLUMNS]
    keepers = {key: set(world.bound(key)) for key in columns}
    assert all(keepers.values())
    own = {
        item.id
        for item in world.office.profile.items("obligation", Obligation).values()
        if item.id.startswith("ky-col-")
    }
    assert own == set(columns)
    assert owed(world, *columns) == keepers  # the first quarter is over, and nothing was ever shown
    for key in columns:
        template = sorted(keepers[key])[0]
        world.published(template, key)
        assert template not in owed(world, key).get(key, set()), key
        assert world.entry(template, key).due == date(2026, 6, 30)
    world = later(world, "2026-07-01", monkeypatch)
    assert owed(world, *columns) == keepers  # a quarter later each of them is owed again


# ---- Pingchang


def test_each_payment_of_policy_money_is_shown_as_it_is_made(county: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: PC-10
    world, other = county("pingchang"), county("quzhou")
    item = world.entry("village-committee", "village-subsidies")
    assert all(word in item.elements for word in ("退耕还林", "粮食直补", "计生奖励", "优抚救济"))
    assert (
        item.due is None and other.entry("village-committee", "village-subsidies").due is not None
    )  # quarterly elsewhere
    for day, due in (("2026-05-06", "2026-06-02"), ("2026-05-20", "2026-06-17")):
        act(
            world.office,
            "wen",
            "entry",
            world.entry("village-committee", "village-subsidies"),
            "changed",
            changed_on=day,
        )
        assert world.entry("village-committee", "village-subsidies").due == date.fromisoformat(due)
        assert world.published("village-committee", "village-subsidies").on_time is True
        assert world.entry("village-committee", "village-subsidies").due is None  # until the next sum is paid
    act(world.office, "wen", "entry", item, "changed", changed_on="2026-06-01")
    late = later(world, "2026-07-01", monkeypatch)
    assert owed(late, "village-subsidies") == {"village-subsidies": {"village-committee"}}


def test_the_share_that_finance_reviews_cut_is_checked_against_the_sums(county: Maker) -> None:
    # covers: PC-75
    run = Gongkai(county("pingchang").office.folder)
    shown = run.good("rule", "show", "PC-75", "--format", "json").json
    assert (shown["data"]["sum_wan"], shown["data"]["cut_wan"], shown["differences"]) == (4298, 666, [])
    (run.folder / "rules").mkdir(exist_ok=True)
    (run.folder / "rules" / "own.toml").write_text('[[rule]]\nid = "PC-75"\ndata.cut_wan = 700\n', "utf-8")
    [wrong] = run.good("rule", "show", "PC-75", "--format", "json").json["differences"]
    assert "15.5" in wrong and "16.3" in wrong
