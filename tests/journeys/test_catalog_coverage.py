"""``gongkai catalog coverage``: counts that agree with the entries in every grouping, shares, and targets that a rule sets."""

from typing import Any

import pytest

from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.measures import coverage as measured
from gongkai.plugins.catalog.report import WAYS, coverage
from tests.catalogues import Opener, catalogue, count, entry, publish, unit_of
from tests.cli.conftest import Gongkai

VILLAGE = "village_committee"


def rows(office: Office, by: str, *words: str) -> dict[str, dict[str, Any]]:
    """The lines of a grouping by their key, as the command line gives them."""
    found = Gongkai(office.folder).rows("catalog", "coverage", "--by", by, *words)
    return {row["uid" if by == "unit" else "key"]: row for row in found}


def publish_all(office: Office, unit: str, keep: int = 0) -> int:
    """As if all but some of a unit's entries had been published in time; gives how many the unit has."""
    resource = office.resource("entry")
    uids = [row[0] for row in office.rows("SELECT uid FROM {entry} WHERE unit = ? ORDER BY due IS NULL, id", (unit,))]
    with office.change("published") as change:
        for uid in uids[keep:]:
            row = change.current(resource, uid)
            change.put_row(resource, row, {"published_on": "2026-11-02", "timely": 1, "due": "2099-12-31"}, "update")
    return len(uids)


@pytest.mark.parametrize("by", [way for way in WAYS if way not in ("month", "division")])
def test_every_grouping_adds_up_to_the_entries(opener: Opener, by: str) -> None:
    office = opener()
    catalogue(office)
    publish(office, "farm-policy")
    found = rows(office, by).values()
    sums = {
        key: sum(row[key] for row in found) for key in ("total", "published", "overdue", "blank", "on_time", "waiting")
    }
    waiting = count(office, "waiting")
    total = count(office) - waiting
    assert sums == {
        "total": total,
        "published": 1,
        "overdue": count(office, "overdue"),
        "blank": total - 1,
        "on_time": 1,
        "waiting": waiting,
    }


def test_a_division_is_counted_with_all_below_it_and_on_its_own(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    unit = unit_of(office, VILLAGE)
    own = publish_all(office, unit)
    found = rows(office, "division")
    place = f"{office.unit_scope(unit):015d}"
    town = found.pop(f"{office.scope:015d}")
    assert (town["total"], town["published"]) == (count(office) - count(office, "waiting"), own)
    assert town["total"] == town["own_total"] + sum(row["total"] for row in found.values())
    assert (town["own_published"], found[place]["published"], found[place]["own_coverage"]) == (0, own, "100.0")
    assert town["coverage"] == f"{int(own * 1000 / town['total']) / 10}"


def test_a_domain_is_what_the_topic_names_and_a_level_that_of_the_units(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    domains, levels = rows(office, "domain"), rows(office, "level")
    relief = office.rows("SELECT COUNT(*) FROM {entry} WHERE topic LIKE '%/救灾%'")[0][0]
    assert relief and domains["救灾"]["total"] + domains["救灾"]["waiting"] == relief
    assert (
        domains["村务公开"]["total"] and "重点领域" not in domains
    )  # what names no domain stands under its first level
    assert list(levels) == ["township", "village"] and levels["village"]["name"] == "村级"
    english = Gongkai(office.folder).good("catalog", "coverage", "--by", "level", env={"GONGKAI_LANG": "en"})
    assert "Village level" in english.out and "expected" in english.err


def test_a_month_tells_what_was_due_in_it(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    publish(office, "farm-policy")  # due on 18 December, answered in November
    before = office.rows("SELECT COUNT(*) FROM {entry} WHERE due LIKE '2026-10-%'")[0][0]
    found = rows(office, "month")
    assert before and found["2026-10"] | {"published": 0, "on_time": 0} == found["2026-10"]
    assert (found["2026-10"]["total"], found["2026-10"]["overdue"], found["2026-10"]["blank"]) == (
        before,
        before,
        before,
    )
    assert "2026-12" not in found
    december = rows(opener("2026-12-31"), "month")["2026-12"]
    assert (december["published"], december["on_time"]) == (1, 1) and december["total"] > 1


def test_where_nothing_is_expected_there_is_no_share(opener: Opener) -> None:
    office = opener(rules="remove.obligation = ['village-committee-info']\n")
    unit = unit_of(office, VILLAGE)
    row = rows(office, "unit")[unit]
    assert (row["total"], row["coverage"], row["met"], row["note"]) == (0, "", None, "无应公开事项")
    assert measured.figures(office, 0, 10**15) == {}


def test_gansus_localities_must_be_above_95_percent(opener: Opener) -> None:
    # covers: GS-01
    office = opener(region="gansu")
    catalogue(office)
    unit = unit_of(office, "township_government")
    total = publish_all(office, unit)
    row = rows(office, "unit")[unit]
    assert (row["target"], row["met"], row["coverage"]) == (">95", True, "100.0")
    resource = office.resource("entry")
    with office.change("taken down") as change:
        for (uid,) in office.rows(
            "SELECT uid FROM {entry} WHERE unit = ? ORDER BY id LIMIT ?", (unit, total // 20 + 1)
        ):
            change.put_row(resource, change.current(resource, uid), {"published_on": None}, "update")
    assert rows(office, "unit")[unit]["met"] is False
    level = rows(office, "level")
    assert level["township"]["target"] == ">95" and level["village"]["target"] == ""
    assert rows(office, "unit")[unit_of(office, VILLAGE)]["met"] is None


def test_pingchangs_departments_and_public_bodies_must_reach_100_percent(tmp_path: Any, store_url: str) -> None:
    # covers: PC-05, PC-11
    office = init_office(tmp_path / "county", "511923000000", region=("pingchang",), store=store_url, account="admin")
    catalogue(office)
    department, school = unit_of(office, "department"), unit_of(office, "institution")
    publish_all(office, department)
    publish_all(office, school, keep=1)
    found = {row["uid"]: row for row in coverage(office)}
    assert (found[department]["target"], found[department]["met"]) == ("100", True)
    assert (found[school]["target"], found[school]["met"]) == ("100", False)
    assert found[unit_of(office, "township_government")]["target"] == ""
    county = {row["key"]: row for row in coverage(office, by="level")}["county"]
    assert county["target"] == "" and county["meeting"] == 1 < county["bound"]
    office.close()


def test_a_village_account_counts_its_village(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    unit = unit_of(office, VILLAGE)
    scope = office.unit_scope(unit)
    with office.change("account") as change:
        change.create("account", name="cun", display="村干部", division=str(scope))
        change.create("grant", account="cun", role="clerk", division=str(scope))
    own = office.as_("cun")
    for by in ("level", "domain", "month"):
        total = sum(row["total"] for row in coverage(own, by=by))
        assert total <= office.rows("SELECT COUNT(*) FROM {entry} WHERE unit = ?", (unit,))[0][0], by
    assert [row["uid"] for row in coverage(own)] == [unit]
    assert entry(office, "farm-policy").unit != unit
