"""Websites and accounts of new media: every veto item by its effect, at its threshold and one short of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.measures import measures_of, scan
from gongkai.core.office import Office
from gongkai.core.store.record import columns, new_uid
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.publications.models import Posting, Publication
from gongkai.plugins.inspection.arithmetic import Kind
from gongkai.plugins.inspection.website.judging import Judged, Sites, verdict
from gongkai.plugins.inspection.website.looking import look
from gongkai.plugins.tasks.cases.models import Case
from tests.registry import make_office
from tests.rules.county import COUNTY, LISTING
from tests.rules.world import World

REGION: tuple[str, ...] = ()
PLACE = COUNTY
TODAY = date(2026, 6, 1)
LONG_AGO = date(2024, 1, 1)
EVERYWHERE = 0, 10**15 - 1


def put(office: Office, key: str, model: Any, rows: list[dict[str, Any]]) -> list[str]:
    """Records by the door, as an upgrade or a bundle brings them; gives their ids."""
    made = [dict.fromkeys(columns(model)) | {"uid": new_uid(), "version": 1, "stage": "active"} | row for row in rows]
    with office.as_system().change("brought in") as change:
        change.insert_rows(office.resource(key), made)
    return [str(row["uid"]) for row in made]


class Web:
    """An office with a site, its columns and what hangs there."""

    def __init__(self, office: Office, unit: str) -> None:
        self.office = office
        self.unit, self.scope = unit, office.unit_scope(unit)
        self.site = self.add(name="县政府网", channel="site", opened_on=LONG_AGO)

    def add(self, **values: Any) -> str:
        with self.office.change() as change:
            return str(change.create("site", unit=self.unit, **values).uid)

    def hang(self, topic: str, days: int | None, unit: str = "", channel: str = "site", **values: Any) -> str:
        """An entry in a column, due in January; with a posting of so many days ago."""
        own = {"unit": unit or self.unit, "scope": self.office.unit_scope(unit or self.unit)}
        [entry] = put(
            self.office, "entry", Entry, [{**own, "title": topic, "topic": topic, "due": "2026-01-31", "local": 1}]
        )
        if days is not None:
            [shown] = put(self.office, "publication", Publication, [
                {**own, "entry": entry, "title": topic, "stage": "published", "series": new_uid(), "revision": 1}
            ])  # fmt: skip
            day = (TODAY - timedelta(days=days)).isoformat()
            put(
                self.office,
                "posting",
                Posting,
                [{**own, "publication": shown, "channel": channel, "posted_on": day, **values}],
            )
        return entry

    def message(self, taken: date, replied: date | None = None) -> None:
        put(self.office, "case", Case, [{
            "unit": self.unit, "scope": self.scope, "centre": self.unit, "number": new_uid(), "title": "留言", "channel": "site",
            "taken_on": taken.isoformat(), "replied_on": replied and replied.isoformat(),
        }])  # fmt: skip

    def judged(self, site: str = "", within: Office | None = None) -> dict[str, Judged]:
        return {
            one.item.key: one
            for one in Sites(within or self.office, *EVERYWHERE)
            if one.site.uid == (site or self.site)
        }

    def kind(self, item: str, site: str = "") -> Kind:
        return self.judged(site)[item].kind

    def told(self) -> set[str]:
        return {one.code for one in Findings(self.office, kind="site")}


@pytest.fixture
def web(world: World) -> Web:
    return Web(world.office, world.unit("government"))


@pytest.fixture
def both(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY.isoformat())
    office = make_office(tmp_path / "office", store_url, LISTING, COUNTY)
    yield Web(office, office.unit("平昌县人民政府").uid)
    office.close()


def test_stale_and_blank_columns_fail_a_site_at_their_number_on_both_stores(both: Web) -> None:
    # covers: SITE-1, SITE-4
    web = both
    assert web.kind("columns-stale") is Kind.NO_DATA  # no catalogue: nothing is known, and nothing passed
    for number in range(4):
        web.hang(f"动态要闻/专题{number}", 15)
    web.hang("信息/通知公告", 180)
    assert web.kind("columns-current") is Kind.FULL  # four: the notice is of less than six months ago
    web.hang("信息/政策文件", 183)
    assert web.judged()["columns-current"].kind is Kind.VETOED
    assert "6 个栏目中 5 个未按期更新" in web.judged()["columns-current"].said.zh
    for number in range(4):
        web.hang(f"财政信息/事项{number}", 366)
    assert web.kind("columns-stale") is Kind.FULL  # nine
    web.hang("财政信息/事项9", 365)
    assert web.kind("columns-stale") is Kind.FULL
    web.hang("人事信息/任免", 400)
    assert web.kind("columns-stale") is Kind.VETOED
    for number in range(4):
        web.hang(f"空白/栏目{number}", None)
    assert web.kind("columns-blank") is Kind.FULL
    # hanging somewhere else, or taken down again, a column of the site is blank all the same
    web.hang("空白/公示栏", 3, channel="board")
    assert web.kind("columns-blank") is Kind.VETOED
    assert web.told() >= {"site-columns-current", "site-columns-stale", "site-columns-blank"}
    assert verify(web.office).faults == []


def test_a_column_counts_once_and_by_its_newest_item(web: Web) -> None:
    # covers: KY-06
    for number in range(5):
        web.hang(f"栏目{number}/甲", 400)
        web.hang(f"栏目{number}/甲", None)
        web.hang(f"空{number}/乙", 5, removed_on="2026-05-30")
    assert (web.kind("columns-stale"), web.kind("columns-blank")) == (Kind.FULL, Kind.VETOED)
    [finding] = list(Findings(web.office, kind="site-columns-blank"))
    assert (finding.severity, finding.rule, finding.item) == ("error", "SITE-1", "site_item:columns-blank")
    assert "空0/乙" in finding.what.zh and "site columns" in finding.remedy.zh
    for number in range(5):
        web.hang(f"栏目{number}/甲", 2)
        web.hang(f"空{number}/乙", 0)
    assert web.told() == set()
    # judged on an earlier day, what hung then counts
    earlier = web.judged(within=web.office.on(date(2026, 5, 28)))
    assert earlier["columns-blank"].kind is Kind.FULL and "0 个空白" in earlier["columns-blank"].said.zh


def test_a_home_page_stands_still_after_two_weeks_and_one_day(web: Web) -> None:
    # covers: SITE-3
    assert web.kind("home") is Kind.VETOED  # open for years, and nothing on record
    web.hang("动态要闻/甲", 15)
    assert web.judged()["home"].kind is Kind.VETOED and web.judged()["home"].since == "2026-05-31"
    web.hang("动态要闻/乙", 14)
    assert web.kind("home") is Kind.FULL
    fresh = web.add(name="新网站", channel="dept-site", opened_on=TODAY - timedelta(days=3))
    assert web.kind("home", fresh) is Kind.FULL
    unknown = web.add(name="老网站", channel="company-site")
    assert web.kind("home", unknown) is Kind.NO_DATA


def test_a_portal_shows_what_all_units_of_its_place_publish(web: Web, world: World) -> None:
    portal = web.add(name="门户", channel="site", reach="place", opened_on=LONG_AGO)
    web.hang("动态要闻/甲", 1, unit=world.unit("hr"))
    web.hang("动态要闻/乙", 1, unit=world.unit("village-committee", "511923101201"))
    assert (web.kind("home", portal), web.kind("home")) == (Kind.FULL, Kind.VETOED)
    assert "1 个栏目" in web.judged(portal)["columns-blank"].said.zh


def test_a_message_may_wait_three_months_and_not_a_day_longer(web: Web) -> None:
    # covers: SITE-5
    assert web.kind("answers") is Kind.NOT_ASSESSED
    web.message(date(2026, 3, 1))
    web.message(date(2025, 5, 1))  # more than a year ago
    web.message(date(2026, 1, 5), date(2026, 5, 20))
    assert web.kind("answers") is Kind.FULL
    web.message(date(2026, 2, 28))
    [one] = [one for one in web.judged().values() if one.item.key == "answers"]
    assert one.kind is Kind.VETOED and one.said.zh.startswith("1 条留言") and one.since == "2026-02-28"


def test_what_no_record_tells_is_not_assessed_until_somebody_looked(web: Web, tmp_path: Path) -> None:
    # covers: SITE-6, SITE-7, SITE-8
    assert {web.kind(item) for item in ("safety", "reach", "services")} == {Kind.NOT_ASSESSED}
    site = web.office.register("site").get(web.site)
    proof = tmp_path / "访问记录.txt"
    proof.write_text("140", "utf-8")
    made = look(web.office, site, "reach", {"tried": 139, "failed": 139}, None)
    assert web.kind("reach") is Kind.NOT_ASSESSED  # too few visits to say anything
    with web.office.change() as change:
        change.update(made, tried=140, failed=6)
    assert web.kind("reach") is Kind.FULL
    kept = look(web.office, site, "reach", {"tried": 140, "failed": 7, "checked_on": "2026-05-31"}, proof)
    assert kept.proof == "访问记录.txt" and len(kept.sha256) == 64
    assert web.kind("reach") is Kind.FULL  # the newer look counts
    with web.office.change() as change:
        change.delete(web.office.register("site_figure").get(made.uid))
    assert web.kind("reach") is Kind.VETOED  # five per cent exactly
    look(web.office, site, "safety", {"fault": True, "words": "首页有错别字"}, None)
    [found] = list(Findings(web.office, kind="site-safety"))
    assert "首页有错别字" in found.what.zh and found.register == "site_figure"
    assert verdict(list(web.judged().values())) is Kind.VETOED
    # a look is good for a year
    assert web.judged(within=web.office.on(date(2027, 7, 1)))["reach"].kind is Kind.NOT_ASSESSED


def test_an_inspector_who_looked_goes_before_the_records_for_two_weeks(web: Web) -> None:
    site = web.office.register("site").get(web.site)
    look(web.office, site, "home", {"fault": False, "checked_on": "2026-05-18"}, None)
    assert web.kind("home") is Kind.FULL
    assert web.judged(within=web.office.on(date(2026, 6, 2)))["home"].kind is Kind.VETOED


def test_an_account_of_new_media_is_judged_by_its_own_items_and_its_own_postings(web: Web) -> None:
    # covers: SITE-9
    account = web.add(name="平昌发布", channel="new-media", word="微信", opened_on=LONG_AGO)
    web.hang("动态要闻/甲", 1, channel="new-media", place="微博@平昌")
    assert set(web.judged(account)) == {"safety", "media", "media-manner"}
    assert web.kind("media", account) is Kind.VETOED
    web.hang("动态要闻/甲", 1, channel="new-media", place="微信公众号“平昌发布”")
    assert web.kind("media", account) is Kind.FULL
    assert web.judged(account)["media"].item.confidence == "memory"
    look(web.office, web.office.register("site").get(account), "media-manner", {"fault": True}, None)
    assert web.told() >= {"site-media-manner"}


def test_sites_give_figures_for_scores_and_nothing_where_nothing_was_assessed(web: Web) -> None:
    def figures() -> dict[str, tuple[int, int]]:
        known = [one for key, one in measures_of(web.office).items() if key.startswith("site.")]
        found = scan(web.office, known, *EVERYWHERE)
        return {
            one.key: (int(f.numerator), int(f.denominator)) for one in known if (f := found.of(one.key).get(web.unit))
        }

    for number in range(5):
        web.hang(f"空白/栏目{number}", None)
    known = figures()
    assert (known["site.home"], known["site.columns"], known["site.blank"]) == ((1, 1), (1, 2), (5, 5))
    assert (known["site.safety"], known["site.answers"], known["site.veto"]) == ((0, 0), (0, 0), (2, 3))
    web.hang("空白/栏目0", 1)
    assert (figures()["site.home"], figures()["site.columns"], figures()["site.veto"]) == ((0, 1), (0, 2), (0, 3))


@pytest.mark.parametrize(
    ("item", "values", "what"),
    [
        ("reach", {"tried": 3, "failed": 4}, "对不上"),
        ("reach", {"tried": 140}, "打不开次数"),
        ("reach", {"tried": -1, "failed": -1}, "对不上"),
        ("safety", {"words": "正常"}, "有没有问题"),
        ("media", {"fault": False}, "不适用"),
        ("hoem", {"fault": False}, "首页不更新|home"),
        ("safety", {"fault": False, "checked_on": "2026-06-02"}, "还没有到"),
    ],
    ids=["more failures than visits", "half", "below zero", "no verdict", "other channel", "unknown item", "tomorrow"],
)
def test_a_look_that_cannot_be_is_refused(web: Web, item: str, values: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput, match=what):
        look(web.office, web.office.register("site").get(web.site), item, values, None)
    assert web.office.register("site_figure").count() == 0


def test_nobody_looks_at_the_site_of_the_own_unit(web: Web, world: World) -> None:
    world.add("account", name="inspector", display="刘海涛", division=COUNTY)
    world.add("grant", account="inspector", role="inspector", division=COUNTY)
    inspector = world.office.as_("inspector")
    look(inspector, inspector.register("site").get(web.site), "safety", {"fault": False}, None)
    world.hold(web.unit, "officer", "刘海涛")
    with pytest.raises(NotAllowed, match="任职"):
        look(inspector, inspector.register("site").get(web.site), "services", {"fault": False}, None)


def test_a_region_changes_a_figure_by_its_key(web: Web) -> None:
    for number in range(3):
        web.hang(f"空白/栏目{number}", None)
    assert web.kind("columns-blank") is Kind.FULL
    rules = web.office.folder / "rules"
    rules.mkdir()
    (rules / "own.toml").write_text('[[site_item]]\nkey = "columns-blank"\nleast = 3\n', "utf-8")
    again = Office.open(web.office.folder)
    assert web.judged(within=again)["columns-blank"].kind is Kind.VETOED
    again.close()
