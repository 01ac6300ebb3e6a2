"""The annual report of an office: counted from its registers, rolled up, compared with last year's, checked and taken in."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.core.codes import parse_code
from gongkai.core.office import Office
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.annual.checking import check
from gongkai.plugins.tasks.annual.figures import Reach, figures
from gongkai.plugins.tasks.annual.forms import Cell, Cells
from gongkai.plugins.tasks.annual.paper import markdown
from gongkai.plugins.tasks.annual.telling import Report, report
from gongkai.plugins.tasks.annual.writing import write_report
from gongkai.plugins.tasks.requests.models import APPLICANT_KINDS, OUTCOMES, REMEDY_KINDS, RESULTS
from tests.annual import form, golden
from tests.registry import make_office, sound, unit_uid

LISTING = (
    ("511900000000", "巴中市"), ("511923000000", "平昌县"), ("511923101000", "响滩镇"), ("511923102000", "西兴镇"),
    ("511922000000", "南江县"),
)  # fmt: skip
CITY, COUNTY, TOWN = "511900000000", "511923000000", "511923101000"
DAYS = tuple(
    f"{year}-{month:02}-{day:02}" for year in (2023, 2024, 2025, 2026) for month in (1, 7, 12) for day in (1, 31)
)

STAND = ("made", "revoked", "in_force")


@pytest.fixture
def office(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-02-15")
    made = make_office(tmp_path / "office", store_url, LISTING, CITY)
    yield made
    made.close()


def put(office: Office, register: str, rows: list[dict[str, Any]]) -> None:
    """Rows as other steps of the product leave them."""
    resource = office.resource(register)
    empty = dict.fromkeys(columns(resource.model))
    with office.as_system().change("sample") as change:
        change.insert_rows(resource, [
            {**empty, "uid": derived_uid(register, str(n)), "stage": "", "version": 1, **row} for n, row in enumerate(rows)
        ])  # fmt: skip


def requests(office: Office, number: int = 400) -> list[dict[str, Any]]:
    """Requests of three years to the units of every place, some still open."""
    random = Random(7)
    rows: list[dict[str, Any]] = []
    for n in range(number):
        place = random.choice([CITY, COUNTY, TOWN, "511923102000", "511922000000"])
        received, closed = sorted(random.sample(DAYS, 2))
        done = random.random() < 0.8
        rows.append({
            "unit": unit_uid(place), "scope": parse_code(place), "number": str(n), "title": "x", "sent_on": received,
            "received_on": received, "applicant_kind": random.choice(APPLICANT_KINDS)[0],
            "closed_on": closed if done else None, "outcome": random.choice(OUTCOMES)[0] if done else None,
        })  # fmt: skip
    put(office, "request", rows)
    return rows


def counted(rows: list[dict[str, Any]], year: int, inside: Any) -> dict[tuple[str, str], int]:
    """Table three, counted one request after the other."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        if not inside(row):
            continue
        closed = row["closed_on"]
        lines = []
        if first <= row["received_on"] <= last:
            lines.append("new")
        if row["received_on"] < first and (closed is None or closed >= first):
            lines.append("carry_in")
        if closed and first <= closed <= last:
            lines += [row["outcome"], "total"]
        if row["received_on"] <= last and (closed is None or closed > last):
            lines.append("carry_out")
        for line in lines:
            for column in (row["applicant_kind"], "all"):
                found[line, column] = found.get((line, column), 0) + 1
    return found


def table_three(cells: Cells) -> dict[tuple[str, str], int]:
    return {(cell.row, cell.column): int(value) for cell, value in cells.items() if cell.table == "3" and value}


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_the_tables_are_what_counting_one_by_one_gives(office: Office, year: int) -> None:
    rows = requests(office)
    county = parse_code(COUNTY)
    for reach, inside in (
        (Reach(parse_code(CITY), below=True), lambda row: True),
        (Reach(county, below=True), lambda row: str(row["scope"]).startswith("511923")),
        (Reach(county), lambda row: row["scope"] == county),
        (Reach(parse_code(TOWN), unit_uid(TOWN)), lambda row: row["unit"] == unit_uid(TOWN)),
    ):  # fmt: skip
        cells = figures(office, year, reach)
        assert table_three(cells) == counted(rows, year, inside)
        assert [fault.kind for fault in check(form(year), cells) if not fault.advisory] == []
        before = figures(office, year - 1, reach) if year > 2023 else None
        told = check(form(year), cells, before)
        assert not [fault for fault in told if fault.identities == ("5",)]


def test_an_entered_figure_takes_the_place_of_the_counted_one(office: Office) -> None:
    rows = requests(office)
    town = Reach(parse_code(TOWN), unit_uid(TOWN))
    was = table_three(figures(office, 2025, town))
    with office.change("mend") as change:
        change.create(
            "annual_figure", unit=unit_uid(TOWN), year=2025, part="3", line="（一）予以公开", col="自然人", value=50
        )
        change.create(
            "annual_figure", unit=unit_uid(TOWN), year=2025, part="2", line="规章", col="现行有效件数", mark="不适用"
        )
        change.create(
            "annual_figure", unit=unit_uid(TOWN), year=2025, part="2", line="licence", col="decisions", value=7
        )
    cells = figures(office, 2025, town)
    now = table_three(cells)
    more = 50 - was.get(("open", "person"), 0)
    assert now["open", "person"] == 50
    assert (
        now["total", "all"] == was["total", "all"] + more and now["open", "all"] == was.get(("open", "all"), 0) + more
    )
    assert cells[Cell("2", "rules", "in_force")] == "N.A." and cells[Cell("2", "rules", "made")] is None
    whole = figures(office, 2025, Reach(parse_code(COUNTY), below=True))
    assert table_three(whole)["total", "all"] == counted(rows, 2025, lambda row: str(row["scope"]).startswith("511923"))[
        "total", "all"
    ] + more  # fmt: skip
    assert whole[Cell("2", "licence", "decisions")] == 7
    told = check(form(), cells)
    assert {fault.identities for fault in told if fault.kind != "na"} >= {
        ("1",)
    }  # the register does not bear the figure out


def test_a_places_own_sum_stands_for_all_below_it(office: Office) -> None:
    rows = requests(office)
    with office.change("import") as change:
        for column, value in (("person", 9), ("all", 9)):
            change.create(
                "annual_figure",
                unit=unit_uid(COUNTY),
                year=2025,
                part="3",
                line="new",
                col=column,
                value=value,
                reach="within",
            )
    city = figures(office, 2025, Reach(parse_code(CITY), below=True))
    outside = counted(rows, 2025, lambda row: not str(row["scope"]).startswith("511923"))
    assert table_three(city)["new", "all"] == outside["new", "all"] + 9
    assert table_three(city)["total", "all"] == outside["total", "all"]
    own = figures(office, 2025, Reach(parse_code(COUNTY), unit_uid(COUNTY)))
    assert table_three(own) == counted(rows, 2025, lambda row: row["unit"] == unit_uid(COUNTY))


def test_review_and_litigation_by_kind_and_result(office: Office) -> None:
    random = Random(3)
    rows: list[dict[str, Any]] = []
    for _ in range(80):
        filed, closed = sorted(random.sample(DAYS, 2))
        done = random.random() < 0.7
        rows.append({
            "unit": unit_uid(COUNTY), "scope": parse_code(COUNTY), "kind": random.choice(REMEDY_KINDS)[0], "filed_on": filed,
            "closed_on": closed if done else None, "result": random.choice(RESULTS)[0] if done else None,
        })  # fmt: skip
    put(office, "remedy", rows)
    cells = figures(office, 2025, Reach(parse_code(CITY), below=True))
    for kind, _ in REMEDY_KINDS:
        mine = [row for row in rows if row["kind"] == kind and row["filed_on"] <= "2025-12-31"]
        pending = [row for row in mine if row["closed_on"] is None or row["closed_on"] > "2025-12-31"]
        assert cells[Cell("4", kind, "pending")] == len(pending)
        for result, _ in RESULTS:
            closed_so = [r for r in mine if r["result"] == result and "2025-01-01" <= r["closed_on"] <= "2025-12-31"]
            assert cells[Cell("4", kind, result)] == len(closed_so)
    assert check(form(), {cell: value for cell, value in cells.items() if cell.table == "4"}) == []


def call(office: Office, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(office.folder), *words], catch_exceptions=False)


def test_the_tables_go_out_and_come_back_through_the_shell(office: Office, tmp_path: Path) -> None:
    requests(office)
    for name in ("a.xlsx", "a.csv", "a.json", "a.docx", "a.md"):
        out = tmp_path / name
        done = call(office, "request", "report", "--year", "2025", "--roll-up", "-o", str(out))
        assert done.exit_code == 0, done.stderr
        back = call(office, "request", "report", "check", str(out))
        assert back.exit_code == 0 and "都成立" in back.stderr, back.output
    made = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert made["tables"]["3"]["new"]["all"] == counted(requests_of(office), 2025, lambda row: True)["new", "all"]
    shown = call(office, "--lang", "en", "request", "report", "--unit", unit_uid(TOWN))
    assert "Requests received and handled" in shown.stdout and shown.exit_code == 0


def requests_of(office: Office) -> list[dict[str, Any]]:
    names = ("unit", "received_on", "closed_on", "outcome", "applicant_kind")
    return [dict(zip(names, row, strict=True)) for row in office.rows(f"SELECT {', '.join(names)} FROM {{request}}")]


def test_a_file_with_one_wrong_cell_is_told_with_the_cell(office: Office, tmp_path: Path) -> None:
    cells = golden() | {Cell("3", "deny7", "business"): Decimal(40)}
    out = tmp_path / "wrong.xlsx"
    write_report(Report(2025, "试验市", form(), cells), "xlsx", str(out))
    done = call(office, "request", "report", "check", str(out), "--format", "json")
    assert done.exit_code == 1
    [told] = json.loads(done.stdout)
    assert (told["row_name"], told["column_name"]) == ("7.属于行政执法案卷", "法人或其他组织·商业企业")
    assert (told["value"], told["should"], told["identities"], told["place"]) == (40, 4, "2,3", "表3!E15")


def test_last_years_report_is_taken_in_after_a_look(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "2024年度报告.xlsx"
    write_report(Report(2024, "试验市", form(2024), golden()), "xlsx", str(out))
    unit = unit_uid(COUNTY)
    looked = call(office, "request", "report", "import", str(out), "--unit", unit)
    assert looked.exit_code == 0 and "新增 200" in looked.stderr and not office.rows("SELECT 1 FROM {annual_figure}")
    done = call(office, "request", "report", "import", str(out), "--unit", unit, "--apply")
    assert done.exit_code == 0 and len(office.rows("SELECT 1 FROM {annual_figure}")) == 200
    again = call(office, "request", "report", "import", str(out), "--unit", unit, "--apply")
    assert "不变 200" in again.stderr and len(office.rows("SELECT 1 FROM {annual_figure}")) == 200
    assert figures(office, 2024, Reach(parse_code(COUNTY), unit)) == golden()
    told = call(office, "request", "report", "--unit", unit, "--year", "2025")
    assert "恒等式 5" in told.stderr and "783" in told.stderr and told.exit_code == 0
    sound(office)


def test_a_report_whose_sums_fail_is_taken_only_on_demand(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "wrong.json"
    write_report(Report(2024, "x", form(2024), golden() | {Cell("3", "new", "all"): Decimal(1)}), "json", str(out))
    words = ("request", "report", "import", str(out), "--unit", unit_uid(COUNTY), "--apply")
    refused = call(office, *words)
    assert refused.exit_code == 3 and "14069" in refused.stderr and not office.rows("SELECT 1 FROM {annual_figure}")
    assert call(office, *words, "--force").exit_code == 0


def test_only_one_unit_speaks_for_a_place(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "x.json"
    write_report(Report(2024, "x", form(2024), golden()), "json", str(out))
    with office.change("unit") as change:
        other = change.create("unit", name="平昌县教育局", kind="department", level="county", division=COUNTY)
    words = ("request", "report", "import", str(out), "--whole-place", "--apply", "--unit")
    assert call(office, *words, unit_uid(COUNTY)).exit_code == 0
    assert call(office, *words, other.uid).exit_code == 5


def test_departments_by_the_end_of_january_governments_by_the_end_of_march(office: Office) -> None:  # covers: REG-49
    with office.change("unit") as change:
        change.create("unit", name="平昌县教育局", kind="department", level="county", division=COUNTY)
    done = call(office, "request", "report", "due", "--open", "--format", "json")
    owing = {row["unit"]: (row["due"], row["state"]) for row in json.loads(done.stdout)}
    assert owing["平昌县教育局"] == ("2026-01-31", "late") and owing["响滩镇人民政府"] == ("2026-01-31", "late")
    assert owing["平昌县人民政府"] == ("2026-03-31", "open") == owing["巴中市人民政府"]


def test_a_figure_that_the_form_does_not_have_is_refused(office: Office) -> None:
    done = call(
        office,
        "annual_figure",
        "add",
        f"unit={unit_uid(TOWN)}",
        "year=2025",
        "part=2",
        "line=规范性文件夹",
        "col=made",
        "value=1",
    )
    assert done.exit_code == 3 and "最接近的是" in done.stderr
    for words in (("request", "report", "--year", "2012"), ("request", "report", "--unit", TOWN, "--within", TOWN)):
        assert call(office, *words).exit_code in (2, 3)


def test_indicators_of_earlier_years_are_followed_by_their_names(office: Office, tmp_path: Path) -> None:
    requests(office)
    old = tmp_path / "2017.csv"
    old.write_text(
        "代码,统计指标,单位,统计数\n01,主动公开政府信息数,条,\"12,345\"\n11,（一）收到申请数,件,88\n12,1.同意公开答复数,件,50\n"
        "13,2.同意部分公开答复数,件,５\n14,说明,,见附件\n", "utf-8",
    )  # fmt: skip
    unit = unit_uid(COUNTY)
    done = call(office, "request", "report", "import", str(old), "--unit", unit, "--year", "2017", "--apply")
    assert done.exit_code == 0, done.output
    assert office.rows("SELECT line, label, value FROM {annual_figure} ORDER BY line")[0] == (
        "01",
        "主动公开政府信息数",
        1234500,
    )
    found = call(
        office, "request", "report", "trend", "--unit", unit, "--from", "2016", "--to", "2025", "--format", "json"
    )
    by_name = {row["figure"]: row for row in json.loads(found.stdout)}
    assert (by_name["收到申请"]["2016"], by_name["收到申请"]["2017"]) == ("", "88")
    assert by_name["公开和部分公开"]["2017"] == "55"
    counted_ = counted([r for r in requests_of(office) if r["unit"] == unit], 2025, lambda row: True)
    assert by_name["收到申请"]["2025"] == str(counted_["new", "all"])


def test_words_that_say_another_number_than_the_tables(office: Office, tmp_path: Path) -> None:
    unit, place = unit_uid(COUNTY), parse_code(COUNTY)
    put(office, "request", [
        {"unit": unit, "scope": place, "number": str(n), "title": "x", "sent_on": day, "received_on": day, "closed_on": day,
         "applicant_kind": "person", "outcome": "open", "fee_amount": 20000, "fee_paid_on": day}
        for n, day in enumerate(("2025-03-03", "2025-04-01"))
    ])  # fmt: skip
    with office.change("words") as change:
        made = change.create(
            "annual_report", unit=unit, year=2025, overview="全年新收政府信息公开申请2件，予以公开3件。"
        )
    assert made.name == "平昌县人民政府2025年政府信息公开工作年度报告" and made.due.isoformat() == "2026-03-31"
    done = call(office, "request", "report", "--unit", unit)
    assert (
        done.exit_code == 1
        and "文字说 3" in done.stderr
        and "恒等式 7" in done.stderr
        and "文字说 2" not in done.stderr
    )
    with office.change("mended") as change:
        change.update(made, overview="新收政府信息公开申请2件，予以公开2件。实际收取信息处理费共计400元。")
    assert call(office, "request", "report", "--unit", unit).exit_code == 0


def test_a_report_shows_its_tables_within_eighty_columns(office: Office) -> None:
    from gongkai.core.text import cells
    from gongkai.plugins.tasks.annual.telling import screen

    requests(office)
    with office.change("report") as change:
        made = change.create("annual_report", unit=unit_uid(TOWN), year=2025)
    shown = screen(office, made)
    assert shown[0] == "各项勾稽关系都成立。" and any("予以公开" in line for line in shown)
    assert shown[-1] == "表2 规章、行政规范性文件、行政许可、行政处罚、行政强制、行政事业性收费：没有数据，请填报。"
    assert max(cells(line) for line in shown[:-1] if "“" not in line) <= 78


def test_who_sees_a_part_gets_no_sum_of_the_whole(office: Office) -> None:
    requests(office)
    with office.change("people") as change:
        change.create("account", name="wen", display="wen", division=TOWN)
        change.create("grant", account="wen", role="viewer", division=TOWN)
    assert call(office, "--as", "wen", "request", "report", "--within", TOWN, "--year", "2025").exit_code == 0
    refused = call(office, "--as", "wen", "request", "report", "--within", COUNTY, "--roll-up", "--year", "2025")
    assert refused.exit_code == 4 and "没有" in refused.stderr


def test_an_office_writes_its_report_by_its_own_template(office: Office, tmp_path: Path) -> None:
    requests(office)
    unit = unit_uid(COUNTY)
    with office.change("words") as change:
        change.create("annual_report", unit=unit, year=2025, overview="本机关全年公开平稳。", problems="更新不够及时。")
    out = tmp_path / "a.md"
    words = ("request", "report", "--unit", unit, "-o", str(out))
    assert call(office, *words).exit_code == 0
    standard = out.read_text("utf-8")
    assert "# 平昌县人民政府2025年政府信息公开工作年度报告" in standard and "本机关全年公开平稳。" in standard
    assert [line[3:5] for line in standard.splitlines() if line.startswith("## ")] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]
    own = office.folder / "templates" / "annual"
    own.mkdir(parents=True)
    (own / "report.md").write_text("# {{unit}}\n\n收到{{new}}件。\n\n{{appraisal}}\n\n{{table_three}}\n", "utf-8")
    assert call(office, *words).exit_code == 0
    new = counted([r for r in requests_of(office) if r["unit"] == unit], 2025, lambda row: True)["new", "all"]
    assert out.read_text("utf-8").startswith(f"# 平昌县人民政府\n\n收到{new}件。\n\n<table>")
    before = out.read_bytes()
    (own / "report.md").write_text("{{tabel_three}}", "utf-8")
    refused = call(office, *words)
    assert refused.exit_code == 3 and "table_three" in refused.stderr and out.read_bytes() == before


def test_cards_tell_what_is_late_and_what_comes(office: Office) -> None:
    assert "年度报告" not in call(office, "today").stdout
    assert call(office, "request", "report", "due", "--open").exit_code == 0
    found = {
        card["key"]: card["count"]
        for card in json.loads(call(office, "today", "--format", "json").stdout)
        if "key" in card
    }
    assert found["annual_report.late"] == 2 and "annual_report.soon" not in found


def test_a_document_counts_from_the_day_it_was_made_whenever_it_went_up(office: Office) -> None:
    town = {"unit": unit_uid(TOWN), "scope": parse_code(TOWN)}
    put(office, "entry", [{**town, "obligation": "normative-documents", "title": "规范性文件"}])
    document = {**town, "entry": derived_uid("entry", "0"), "title": "办法", "revision": 1}
    put(office, "publication", [
        {**document, "stage": "published", "made_on": "2024-11-02", "published_on": "2025-01-05"},
        {**document, "stage": "superseded", "made_on": "2023-05-01", "published_on": "2023-05-08", "ended_on": "2025-03-01"},
        {**document, "stage": "published", "made_on": "2023-05-01", "published_on": "2025-03-01", "revision": 2},
        {**document, "stage": "published", "made_on": "2025-04-01", "published_on": "2025-04-02"},
        {**document, "stage": "withdrawn", "made_on": "2022-04-01", "published_on": "2022-04-02", "ended_on": "2025-06-01"},
    ])  # fmt: skip
    stand = {
        year: [
            figures(office, year, Reach(parse_code(TOWN), unit_uid(TOWN)))[Cell("2", "normative", key)] for key in STAND
        ]
        for year in (2024, 2025)
    }
    assert stand == {2024: [1, 0, 3], 2025: [1, 1, 3]}  # 3 + 1 - 1: what the form demands from year to year


def test_sections_that_nobody_has_written_are_told_and_governments_tell_of_assessment(office: Office) -> None:
    # covers: REG-50
    register = office.register("annual_report")
    with office.change("unit") as change:
        school = change.create("unit", name="平昌县教育局", kind="department", level="county", division=COUNTY).uid
    told = {}
    for unit in (unit_uid(COUNTY), school):
        made = register.save(None, {"unit": unit, "year": 2025, "overview": "总体平稳。"})
        notes = report(office, 2025, Reach(parse_code(COUNTY), unit)).notes
        told[unit] = [str(note) for note in notes]
        words = {"problems": "公开不及时，已整改。", "appraisal": "纳入年度考核。", "other": "无。"}
        register.save(made, words)
        assert report(office, 2025, Reach(parse_code(COUNTY), unit)).notes == []
        paper = markdown(office, report(office, 2025, Reach(parse_code(COUNTY), unit)))
        heads = [line[3] for line in paper.splitlines() if line.startswith("## ")]
        assert heads == list("一二三四五六") and paper.index("公开不及时") < paper.index("纳入年度考核")
    assert told == {
        unit_uid(COUNTY): ["还没有写：五、存在问题及改进；考核、评议和责任追究；六、其他事项。"],
        school: ["还没有写：五、存在问题及改进；六、其他事项。"],
    }


def test_decisions_come_from_windows_and_powers_and_each_cell_says_where_it_is_from(office: Office) -> None:
    town, county = parse_code(TOWN), parse_code(COUNTY)
    at_town, at_county = ({"unit": unit_uid(p), "scope": parse_code(p)} for p in (TOWN, COUNTY))
    public = {"stage": "published", "published_on": "2024-03-01"}
    put(office, "power", [
        {**at_town, **public, "name": "食品经营许可", "kind": "licence"},
        {**at_county, **public, "name": "资金给付", "kind": "benefit"},
        {**at_county, "stage": "draft", "name": "罚款", "kind": "penalty"},
    ])  # fmt: skip
    put(office, "window_case", [
        {**at_town, "title": title, "kind": "promised", "stage": stage, "taken_on": "2025-05-01", "done_on": day}
        for title, stage, day in (
            ("食品经营许可", "closed", "2025-05-03"), ("食品经营许可", "closed", "2025-12-31"),
            ("食品经营许可", "closed", "2026-01-04"), ("食品经营许可", "open", None), ("问询", "closed", "2025-06-01"),
        )
    ])  # fmt: skip
    licence, penalty, coercion, charge = (
        Cell("2", row, "amount" if row == "charge" else "decisions")
        for row in ("licence", "penalty", "coercion", "charge")
    )
    mine, theirs = Reach(town, unit_uid(TOWN)), Reach(county, unit_uid(COUNTY))
    cells = figures(office, 2025, mine)
    assert [cells[cell] for cell in (licence, penalty, coercion, charge)] == [2, 0, 0, 0]
    other = figures(office, 2025, theirs)  # a penalty is being drafted: nobody knows how many there were
    assert [other[cell] for cell in (licence, penalty, coercion, charge)] == [0, None, 0, 0]
    whole = figures(office, 2025, Reach(county, below=True))
    assert [whole[cell] for cell in (licence, penalty, coercion, charge)] == [2, None, 0, 0]
    assert figures(office, 2023, mine)[penalty] is None  # its list was not public yet
    with office.change("typed") as change:
        change.create(
            "annual_figure", unit=unit_uid(TOWN), year=2025, part="2", line="licence", col="decisions", value=3
        )
    made = report(office, 2025, mine)
    assert {cell: made.origins[cell] for cell in (licence, penalty)} == {licence: "entered", penalty: "power"}
    [told] = [fault for fault in made.faults if fault.kind == "register"]
    assert (told.cell, told.should, told.advisory) == (licence, Decimal(2), True) and "登记册统计为 2" in str(told.what)
    said = call(office, "request", "report", "--unit", unit_uid(TOWN), "--format", "json")
    assert json.loads(said.stdout)["origins"]["2"]["licence"] == {"decisions": "entered"}
    assert "行政处罚、行政强制、行政事业性收费：职权清单中没有此类" in said.stderr


def test_a_wrong_cell_of_table_four_is_named_by_the_register_or_the_words(office: Office, tmp_path: Path) -> None:
    unit, place = unit_uid(TOWN), parse_code(TOWN)
    day = {"filed_on": "2025-03-01", "closed_on": "2025-05-01"}
    put(office, "remedy", [
        {"unit": unit, "scope": place, "request": "r", "kind": "review", "result": result, **day}
        for result in ("upheld", "upheld", "corrected")
    ])  # fmt: skip
    out = tmp_path / "own.json"
    right = report(office, 2025, Reach(place, unit))
    right.cells[Cell("4", "review", "upheld")] = Decimal(5)
    write_report(right, "json", str(out))
    for words, named in (((), 2), (("--unit", unit), 1)):  # three more would have to be below 0
        done = call(office, "request", "report", "check", str(out), "--format", "json", *words)
        wrong = [one for one in json.loads(done.stdout) if one["level"] == "error"]
        assert done.exit_code == 1 and len(wrong) == named
        assert [one["should"] for one in wrong if one["column"] == "upheld"] == [2]
