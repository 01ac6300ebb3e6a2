"""``gongkai catalog check`` on both stores: each kind of finding appears with its rule, day and remedy, and goes when it is mended."""

from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.files import place_of
from gongkai.core.office import Office
from gongkai.core.store.record import columns, new_uid
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.publications.files import attach
from gongkai.plugins.catalog.publications.models import Attachment, Posting, Publication
from tests.catalogues import OWN, TOWN, Opener, act, catalogue, draft, entry, publish, step, to_sign, unit_of
from tests.cli.conftest import Gongkai

VILLAGE = "village_committee"
KEYS = {
    "kind",
    "name",
    "severity",
    "rule",
    "source",
    "unit",
    "unit_name",
    "register",
    "record",
    "since",
    "what",
    "remedy",
}


@pytest.fixture
def office(town: Office) -> Office:
    return town


def found(office: Office, kind: str, *words: str) -> list[dict[str, Any]]:
    """The findings of a kind, as the command line gives them."""
    rows: list[dict[str, Any]] = Gongkai(office.folder).rows("catalog", "check", "--kind", kind, *words)
    return rows


def records(office: Office, kind: str) -> list[str]:
    return [row["record"] for row in found(office, kind)]


def put(office: Office, key: str, model: Any, **values: Any) -> str:
    """A record as another system would have left it, by the door; gives its id."""
    uid = new_uid()
    resource = office.resource(key)
    with office.change("brought in") as change:
        row = dict.fromkeys(columns(model)) | {"uid": uid, "version": 1, "stage": ""} | values
        change.insert_rows(resource, [row | ({"series": uid} if model is Publication else {})])
    return uid


def public(office: Office, item: Any, **values: Any) -> str:
    """A publication for an entry that went the whole way."""
    whole = {
        "unit": item.unit, "scope": item.scope, "stage": "published", "entry": item.uid, "title": item.title,
        "content": item.elements, "attribute": "proactive", "importance": "ordinary", "channels": '["site"]',
        "published_on": "2026-10-09", "on_time": 1, "reviewed_by": "guo", "signed_by": "mei", "index_no": new_uid(),
        "revision": 1,
    }  # fmt: skip
    return put(office, "publication", Publication, **(whole | values))


def mend(office: Office, key: str, uid: str, **values: Any) -> None:
    """Change a record's stored fields."""
    resource = office.resource(key)
    with office.change("mended") as change:
        change.put_row(resource, change.current(resource, uid), values, "update")


# ---- entries


def test_what_was_never_published_is_blank_once_its_day_has_passed_and_overdue_when_it_stops(opener: Opener) -> None:
    # covers: HYB-04
    office = opener(rules=OWN.format(id="own-quarter", limit="quarter+15d"))
    catalogue(office)
    item = entry(office, "own-quarter", VILLAGE)
    [row] = [row for row in found(office, "blank") if row["record"] == item.uid]
    assert set(row) == KEYS and (row["severity"], row["unit"], row["register"]) == ("error", item.unit, "entry")
    assert (row["since"], row["rule"]) == ("2026-10-15", "SITE-1")
    assert "从未公开" in row["what"] and "gongkai publication draft" in row["remedy"]
    assert item.uid not in records(office, "overdue")

    publish(office, "own-quarter", VILLAGE)
    assert item.uid not in records(office, "blank")
    later = opener("2027-01-18")
    [row] = [row for row in found(later, "overdue") if row["record"] == item.uid]
    assert (row["since"], row["rule"]) == ("2027-01-16", "REG-26") and "2027-01-15" in row["what"]
    assert item.uid not in records(later, "blank")
    act(later, "admin", "entry", item, "exempt", reason="没有这类信息")
    assert item.uid not in records(later, "overdue")


def test_what_need_not_be_public_by_itself_is_not_blank(office: Office) -> None:
    uid = records(office, "blank")[0]
    mend(office, "entry", uid, manner="request")
    assert uid not in records(office, "blank")


def test_a_column_is_stale_after_the_days_that_the_region_gives_it(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    publish(office, "org-overview")
    item = entry(office, "org-overview")
    assert item.due is None and records(office, "stale") == []
    assert records(opener("2027-11-20"), "stale") == []
    late = opener("2027-11-21")
    [row] = found(late, "stale")
    assert (row["record"], row["since"], row["rule"]) == (item.uid, "2027-11-21", "MON-1") and "365" in row["what"]
    shorter = opener("2027-11-21", '[[update_limit]]\nid = "yearly"\ndays = 400\n')
    assert records(shorter, "stale") == []


def test_an_item_by_stage_needs_its_milestones(office: Office) -> None:
    # covers: QZ-68
    item = entry(office, "town-land-acquisition")
    assert item.uid in records(office, "stageless")
    run = Gongkai(office.folder)
    run.good("milestone", "add", f"entry={item.uid}", "number=1", "title=公告", "due=2026-12-01", f"unit={item.unit}")
    assert item.uid not in records(office, "stageless")


# ---- the way of a publication


def test_what_was_only_recorded_lacks_review_and_signature(office: Office) -> None:
    # covers: HYB-18, QZ-65, KY-09
    made = draft(office, entry(office, "farm-policy"))
    assert records(office, "unreviewed") == records(office, "unsigned") == []
    step(office, "admin", made, "record", published_on="2026-11-02")
    for kind, rule in (("unreviewed", "SEC-1"), ("unsigned", "REG-17")):
        [row] = found(office, kind)
        assert (row["record"], row["since"], row["rule"], row["severity"]) == (made.uid, "2026-11-02", rule, "error")
        assert "revise" in row["remedy"]
    mend(office, "publication", made.uid, reviewed_by="guo", signed_by="mei")
    assert records(office, "unreviewed") == records(office, "unsigned") == []


def test_what_lapsed_is_taken_down_and_then_hangs_where_it_is_still_posted(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    made = publish(office, "farm-policy")
    mend(office, "publication", made.uid, expires_on="2026-11-30")
    assert records(opener("2026-11-30"), "lapsed") == []
    late = opener("2026-12-01")
    [row] = found(late, "lapsed")
    assert (row["record"], row["since"], row["severity"]) == (made.uid, "2026-12-01", "error")
    assert records(late, "hanging") == []
    step(late, "mei", made, "expire")
    assert records(late, "lapsed") == [] and records(late, "hanging") == [made.uid]
    for (posting,) in late.store.sql("SELECT uid FROM posting"):
        mend(late, "posting", posting, removed_on="2026-12-01")
    assert records(late, "hanging") == []


def test_what_is_held_back_is_judged_again_on_its_day(opener: Opener) -> None:
    # covers: GS-28
    office = opener(region="gansu")
    catalogue(office)
    made = to_sign(office, entry(office, "farm-policy"))
    step(office, "zhi", made, "defer", defer_reason="正在谈判", filed_with="县政府", review_on="2026-12-10")
    withheld = public(
        office, entry(office, "levies"), stage="withheld", review_on="2026-12-11", policy=1, second_by="ban"
    )
    assert records(opener("2026-12-09"), "deferral") == []
    day = opener("2026-12-10")
    [row] = found(day, "deferral")
    assert (row["record"], row["since"], row["rule"]) == (made.uid, "2026-12-10", "GS-28")
    assert records(day, "reassess") == [] and records(day, "unconsulted") == []
    assert records(opener("2026-12-11"), "reassess") == [withheld]
    mend(day, "publication", withheld, second_by=None, review_on=None)
    assert records(day, "unconsulted") == [withheld]
    assert records(day, "reassess") == [withheld]  # no day was set at all


def test_every_channel_that_the_entry_wants_and_a_proof_of_each(office: Office) -> None:
    item = entry(office, "farm-policy")
    mend(office, "entry", item.uid, channels='["site","board"]')
    made = public(office, item)
    [row] = found(office, "channel")
    assert row["record"] == made and "公示栏" in row["what"] and "网站" not in row["what"]
    posting = put(office, "posting", Posting, unit=item.unit, scope=item.scope, publication=made, channel="board",
                  place="镇政府门前", posted_on="2026-11-01")  # fmt: skip
    assert records(office, "channel") == []
    [row] = found(office, "unproved")
    assert (row["record"], row["since"], row["severity"]) == (posting, "2026-11-01", "note")
    mend(office, "posting", posting, proof_hash="ab" * 32)
    assert records(office, "unproved") == []
    mend(office, "posting", posting, removed_on="2026-11-19")
    assert records(office, "channel") == [made]


# ---- numbers and fields


def test_index_numbers_that_are_missing_wrong_or_given_twice(opener: Opener) -> None:
    office = opener(rules='[index_number]\npattern = "[0-9A-Z]{9}/[0-9]{4}-[0-9]{5}"\n')
    catalogue(office)
    item = entry(office, "farm-policy")
    first = public(office, item, index_no="014276808/2026-00001")
    second = public(office, entry(office, "levies"), index_no="014276808-1")
    assert records(office, "index-wrong") == [second]
    assert records(office, "twice-index") == []
    mend(office, "publication", second, index_no="014276808/2026-00001", revision=2)
    assert records(office, "twice-index") == [first, second] and records(office, "index-wrong") == []
    mend(office, "publication", second, series=first)  # a version of the first: the number is rightly the same
    assert records(office, "twice-index") == [] and found(office, "index-missing") == []
    mend(office, "publication", second, index_no=None)
    [row] = found(office, "index-missing")
    assert (row["unit"], row["severity"], row["rule"]) == (item.unit, "note", "META-1") and row["what"].startswith(
        "1 条"
    )


def test_abstracts_are_as_short_as_the_profile_says(opener: Opener) -> None:
    office = opener(rules="[abstract]\nshort = 10\nlong = 20\nfrom = 50\n")
    catalogue(office)
    made = public(office, entry(office, "farm-policy"), abstract="字" * 11)
    [row] = found(office, "abstract")
    assert (row["record"], row["rule"]) == (made, "META-3") and "11 字" in row["what"]
    mend(office, "publication", made, content="文" * 51)
    assert records(office, "abstract") == []
    mend(office, "publication", made, abstract="字" * 21)
    assert records(office, "abstract") == [made]


NEEDED = """
[[needed_fields]]
id = "own-papers"
name = { zh = "公文要素", en = "facts of a document" }
fields = ["doc_no", "made_on|abstract"]
obligations = ["farm-policy"]
only = { importance = "ordinary" }
rule = "REG-12"

[[needed_fields]]
id = "own-entries"
name = { zh = "条目要素", en = "facts of an entry" }
register = "entry"
fields = ["basis"]
to = { kinds = ["village_committee"] }
rule = "REG-20"
"""


def test_fields_that_a_region_requires(opener: Opener) -> None:
    office = opener(rules=NEEDED)
    catalogue(office)
    made = public(office, entry(office, "farm-policy"))
    public(office, entry(office, "levies"))
    [row] = found(office, "field")
    assert (row["record"], row["rule"]) == (made, "REG-12")
    assert "文号、生成日期或内容概述" in row["what"] and "公文要素" in row["what"]
    mend(office, "publication", made, doc_no="响府发〔2026〕1号", abstract="概述")
    assert records(office, "field") == []
    village, town = entry(office, "village-land", VILLAGE), entry(office, "farm-policy")
    for item in (village, town):
        mend(office, "entry", item.uid, basis=None)
    assert records(office, "field") == [village.uid]


# ---- texts and files


def test_elements_of_the_obligation_stand_in_the_text(office: Office) -> None:
    item = entry(office, "farm-policy")
    mend(office, "entry", item.uid, elements="政策（含依据、标准）、补贴标准、经办人姓名电话", rule="REG-21")
    made = public(office, item, content="政策见下。经办人：张三，姓名、电话另页。")
    [row] = found(office, "element")
    assert (row["record"], row["rule"]) == (made, "REG-21") and "没有写明补贴标准。" in row["what"]
    mend(office, "publication", made, content="政策见附件。")
    assert records(office, "element") == [made]  # there is no file in which it could stand
    put(office, "attachment", Attachment, unit=item.unit, scope=item.scope, publication=made, name="a.pdf")
    assert records(office, "element") == []


def test_a_file_that_is_spoken_of_is_there_and_stays_there(office: Office) -> None:
    made = draft(office, entry(office, "farm-policy"), "名单见附件。")
    file = office.folder / "名单.txt"
    file.write_text("张三", "utf-8")
    kept = attach(office, made, file)
    missing = public(office, entry(office, "levies"), content="名单见附件。")
    [row] = found(office, "attachment")
    assert row["record"] == missing and "attach" in row["remedy"]
    assert records(office, "attachment-lost") == []
    place_of(office, kept.sha256).unlink()
    [row] = found(office, "attachment-lost")
    assert (row["record"], row["severity"]) == (kept.uid, "error") and "名单.txt" in row["what"]


def test_the_same_thing_public_twice_in_one_unit(office: Office) -> None:
    item = entry(office, "farm-policy")
    first = public(office, item, title="惠农 政策（一）", due="2026-10-09")
    later = public(office, item, title="惠农政策（一）", due="2026-12-09")  # the next period's
    assert records(office, "twice-title") == []
    again = public(office, entry(office, "levies"), title="《惠农政策》一", due="2026-10-09")
    other = entry(office, "village-land", VILLAGE)
    public(office, other, title="惠农政策（一）", due="2026-10-09")
    assert records(office, "twice-title") == [first, again]
    place = {"unit": item.unit, "scope": item.scope, "name": "a.pdf", "sha256": "cd" * 32}
    files = [put(office, "attachment", Attachment, publication=uid, **place) for uid in (first, later)]
    assert records(office, "twice-file") == files
    mend(office, "publication", later, series=first)
    assert records(office, "twice-file") == []


# ---- what the command line promises


def test_one_unit_one_place_one_kind_at_most_so_many(office: Office) -> None:
    run = Gongkai(office.folder)
    every = run.rows("catalog", "check")
    assert len(every) > 40 and {row["kind"] for row in every} >= {"blank", "stageless", "power-list"} - {"power-list"}
    village = unit_of(office, VILLAGE)
    of_unit = run.rows("catalog", "check", "--unit", village)
    assert of_unit and of_unit == [row for row in every if row["unit"] == village]
    place = office.unit_scope(village)
    below = run.rows("catalog", "check", "--within", str(place))
    assert below == [row for row in every if office.unit_scope(row["unit"]) == place]
    assert run.rows("catalog", "check", "--limit", "3") == every[:3]
    assert run.rows("catalog", "check", "--kind", "blank") == [row for row in every if row["kind"] == "blank"]
    wrong = run("catalog", "check", "--kind", "blnk")
    assert wrong.code == 3 and "最接近的是 blank" in wrong.err


def test_kinds_are_counted_as_they_are_listed(office: Office) -> None:
    public(office, entry(office, "farm-policy"), content="甲 1+2=4，名单见附件。", reviewed_by=None)
    run = Gongkai(office.folder)
    counted = {row["kind"]: row["count"] for row in run.rows("catalog", "check", "--kinds")}
    listed = [row["kind"] for row in run.rows("catalog", "check")]
    assert {kind: number for kind, number in counted.items() if number} == {kind: listed.count(kind) for kind in listed}
    assert counted["sum"] == counted["unreviewed"] == counted["attachment"] == 1 and counted["lapsed"] == 0


def test_it_ends_well_unless_told_to_fail(office: Office) -> None:
    run = Gongkai(office.folder)
    assert run.good("catalog", "check", "--format", "csv").lines[0].startswith("类型,类型名称,程度,")
    assert run("catalog", "check", "--fail-on", "error").code == 1
    soft = run("catalog", "check", "--kind", "stageless", "--fail-on", "error")
    assert soft.code == 0 and run("catalog", "check", "--kind", "stageless", "--fail-on", "warning").code == 1
    for register in ("unit", "power"):  # all checks of findings are alike
        told = run.rows(register, "check")
        assert run(register, "check", "--fail-on", "note").code == (1 if told else 0)
    english = run.good("catalog", "check", "--limit", "1", env={"GONGKAI_LANG": "en"})
    assert "was never published" in english.out and "1 finding (1 error)" in english.err


def test_nobody_sees_findings_beyond_the_own_place(office: Office) -> None:
    village = unit_of(office, VILLAGE)
    scope = office.unit_scope(village)
    with office.change("account") as change:
        change.create("account", name="cun", display="村干部", division=str(scope))
        change.create("grant", account="cun", role="clerk", division=str(scope))
    public(office, entry(office, "farm-policy"), reviewed_by=None)
    seen = list(Findings(office.as_("cun")))
    assert {one.unit for one in seen} == {village}
    assert sum(Findings(office.as_("cun")).counts().values()) == len(seen)
    assert list(Findings(office.as_("nobody"))) == []


def test_pages_follow_each_other_without_a_gap(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(Findings(office))
    monkeypatch.setattr("gongkai.plugins.catalog.findings.listing.PAGE", 7)
    monkeypatch.setattr("gongkai.plugins.catalog.findings.listing.TEXTS", 7)
    assert list(Findings(office)) == whole


def test_a_region_names_the_rule_the_severity_or_switches_a_kind_off(opener: Opener) -> None:
    rules = '[[check_kind]]\nkey = "stageless"\nrule = "REG-12"\nseverity = "note"\n[[check_kind]]\nkey = "blank"\noff = true\n'
    office = opener(rules=rules)
    catalogue(office)
    first = found(office, "stageless")[0]
    own = office.store.sql("SELECT rule FROM entry WHERE uid = ?", (first["record"],))[0][0]
    assert first["severity"] == "note" and own and first["rule"] == "REG-12"
    assert "blank" not in Findings(office).kinds
    with pytest.raises(BadInput, match="blank"):
        Findings(office, kind="blank")


PLUGIN = """
from gongkai.core.findings import Check
from gongkai.core.hookspecs import hookimpl
from gongkai.core.i18n import T


@hookimpl
def gongkai_findings(office, register):
    register(Check("loud", T("标题带感叹号", "Loud title"), "note", T("去掉感叹号。", "Drop the mark."), "REG-12", "publication",
                   {test!r}, ("%！%",), tell=lambda title, said: T(f"“{{title}}”太响。", f"“{{title}}” is loud.")))
"""


def test_a_plugin_adds_a_kind_and_one_that_fails_harms_nobody(office: Office) -> None:
    made = public(office, entry(office, "farm-policy"), title="快来看！")
    folder = office.folder / "plugins"
    folder.mkdir()
    (folder / "loud.py").write_text(PLUGIN.format(test="x.title LIKE ?"), "utf-8")
    [row] = found(office, "loud")
    assert (row["record"], row["severity"], row["rule"]) == (made, "note", "REG-12") and "太响" in row["what"]
    (folder / "loud.py").write_text(PLUGIN.format(test="x.no_such LIKE ?"), "utf-8")
    said = Gongkai(office.folder)("catalog", "check", "--format", "json")
    assert said.code == 0 and len(said.json) > 40 and "插件 loud" in said.err


def test_hostile_texts_are_told_cleanly(office: Office, hostile_texts: tuple[str, ...]) -> None:
    item = entry(office, "farm-policy")
    for text in hostile_texts:
        public(
            office, item, title=text.replace("\x00", ""), content=text.replace("\x00", "") + " 1+1=3", reviewed_by=None
        )
    rows = found(office, "unreviewed")
    assert len(rows) == len(hostile_texts) == len(found(office, "sum"))
    shown = Gongkai(office.folder).good("catalog", "check", "--within", TOWN)
    assert not any(mark in shown.out for mark in ("\x1b", "\x9b", "\x9d", "\u202e", "\x07", "\x08", "\r"))
