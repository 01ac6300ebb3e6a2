"""Types of problems by their effect: what is found belongs where the documents put it, and sham disclosure is found at all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.findings import Finding
from gongkai.core.office import Office
from gongkai.core.rules import Rule
from gongkai.core.setup import init_office
from gongkai.core.store.record import columns, new_uid
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.powers.limits import SIZES
from gongkai.plugins.catalog.powers.models import Power, PowerStep
from gongkai.plugins.catalog.publications.models import Attachment, Publication
from gongkai.plugins.inspection.consequences.orders.models import Order
from gongkai.plugins.inspection.problems.rules import ProblemType
from gongkai.plugins.inspection.problems.sorting import Numbers, found, types, types_of

Maker = Callable[[str], Office]
TODAY = "2026-06-01"


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """Makes a town's office with a region's rules."""
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    opened: list[Office] = []

    def made(region: str) -> Office:
        opened.append(
            init_office(tmp_path / region, "511923101000", region=(region,) if region else (), account="admin")
        )
        return opened[-1]

    yield made
    for office in opened:
        office.close()


def put(office: Office, key: str, model: Any, **values: Any) -> str:
    """A record by the door; gives its id."""
    unit, scope = office.rows("SELECT uid, scope FROM {unit} ORDER BY scope, id LIMIT 1")[0]
    row = (
        dict.fromkeys(columns(model))
        | {"uid": new_uid(), "unit": unit, "scope": scope, "version": 1, "stage": "active"}
        | values
    )
    with office.change("brought in") as change:
        change.insert_rows(office.resource(key), [row])
    return str(row["uid"])


def public(office: Office, **values: Any) -> str:
    base = {"title": "事项", "stage": "published", "series": new_uid(), "revision": 1, "published_on": "2026-05-06", "reviewed_by": "a",
            "signed_by": "b", "signed_on": "2026-05-06", "content": "按要素逐项写明。"}  # fmt: skip
    return put(office, "publication", Publication, **base | values)


def told(office: Office, kind: str) -> list[Finding]:
    return list(Findings(office, kind=kind))


def names(office: Office, code: str, scheme: str = "five") -> list[str]:
    return [one.id for one in types_of(office, code, scheme)]


def number(office: Office, kind: str, scheme: str = "five") -> int:
    return next(one.found for one in Numbers(office).by(scheme) if one.type and one.type.id == kind)


def test_every_finding_of_quzhou_belongs_to_one_of_five_types(make: Maker) -> None:
    # covers: QZ-31
    office = make("quzhou")
    stated = office.profile.items("rule", Rule)["QZ-31"].data["findings"]
    kinds = types(office, "five")
    assert [one.id for one in kinds] == stated and {one.rule for one in kinds} == {"QZ-31"}
    # grave ones above all: no error is of no type
    listing = Findings(office)
    grave = {code for code, severity in listing.severities.items() if severity == "error"}
    assert {code for code in grave if not names(office, code)} == set()
    held = Numbers(office).by("five")
    listed = sum(len(list(found(office, one.type))) for one in held if one.type)
    assert listed == sum(one.found for one in held if one.type) > 0


def test_basis_and_procedure_without_process_and_result_is_a_lack_of_depth(make: Maker) -> None:
    # covers: QZ-32
    office = make("quzhou")
    base = {"local": 1, "topic": "自定栏目/甲"}
    put(office, "entry", Entry, title="依据和程序", matter="statutory", published_on="2026-05-06", **base)
    process = put(office, "entry", Entry, title="过程", matter="process", due="2026-05-20", **base)
    [one] = told(office, "evasion")
    assert (one.rule, one.uid, names(office, one.code)) == ("QZ-32", process, ["depth"])
    put(office, "entry", Entry, title="结果", matter="result", published_on="2026-05-21", **base)
    assert told(office, "evasion") == [] and number(office, "depth") == 0


def test_news_that_stand_still_are_a_lack_of_promptness(make: Maker) -> None:
    # covers: QZ-33
    office = make("quzhou")
    item = put(office, "entry", Entry, title="动态", topic="工作动态/镇街", local=1)
    public(office, entry=item, published_on="2026-02-28")
    [one] = told(office, "column-old")
    assert (one.rule, one.item, names(office, one.code)) == ("QZ-33", "column_rule:qz-dynamic", ["timeliness"])
    public(office, entry=item, published_on="2026-03-01")
    assert told(office, "column-old") == []


def test_false_and_empty_disclosure_are_findings(make: Maker) -> None:
    # covers: QZ-71
    office = make("quzhou")
    sound = public(office)
    assert [told(office, kind) for kind in ("hollow", "sham-renewal", "backdated")] == [[], [], []]
    # empty: a title and nothing else
    empty = public(office, content="事项")
    filled = public(office, content=None)
    assert {(one.uid, one.rule) for one in told(office, "hollow")} == {(empty, "QZ-71"), (filled, "QZ-71")}
    put(office, "attachment", Attachment, publication=filled, name="全文.pdf", sha256="a" * 64)
    assert [one.uid for one in told(office, "hollow")] == [empty]
    # false: an update that is the old text, and a day before the signature
    again = public(office, replaces=sound, revision=2, published_on="2026-05-20")
    [one] = told(office, "sham-renewal")
    assert (one.uid, one.rule) == (again, "QZ-71") and "2026-05-06" in one.what.zh
    put(office, "attachment", Attachment, publication=again, name="新表.xlsx", sha256="b" * 64)
    assert told(office, "sham-renewal") == []
    early = public(office, published_on="2026-05-05")
    assert [(one.uid, one.rule) for one in told(office, "backdated")] == [(early, "QZ-71")]
    assert {code for code in ("hollow", "sham-renewal", "backdated") if "depth" in names(office, code)} == {
        "hollow", "sham-renewal", "backdated",
    }  # fmt: skip


def test_a_matter_of_priority_that_was_never_published_is_out_of_focus(make: Maker) -> None:
    office = make("quzhou")
    before = number(office, "focus")
    put(office, "entry", Entry, title="征地补偿", topic="自定/甲", local=1, due="2026-05-06", marks='["interest"]')
    put(office, "entry", Entry, title="一般事项", topic="自定/甲", local=1, due="2026-06-01", marks='["hot"]')
    assert [one.what.zh.startswith("“征地补偿”") for one in told(office, "priority-blank")] == [True]
    assert number(office, "focus") == before + 2  # as a priority matter and as a blank entry


def test_gansu_sorts_by_the_four_faults_that_it_knows(make: Maker) -> None:
    # covers: GS-46
    office = make("gansu")
    kinds = types(office, "gs-faults")
    assert len(kinds) == office.profile.items("rule", Rule)["GS-46"].data["faults"]
    assert {one.rule for one in kinds} == {"GS-46"}
    expected = {"element": "gs-content", "channel": "gs-form", "stageless": "gs-mechanism", "hollow": "gs-formalism"}
    assert {code: names(office, code, "gs-faults") for code in expected} == {
        code: [kind] for code, kind in expected.items()
    }
    public(office, content="事项")
    assert number(office, "gs-formalism", "gs-faults") == 1
    formalism = office.profile.items("problem_type", ProblemType)["gs-formalism"]
    assert [one.code for one in found(office, formalism)] == ["hollow"]


def test_four_faults_of_approval_are_looked_for_and_each_goes_when_it_is_mended(make: Maker) -> None:
    # covers: HYA-08
    office = make("nation2010")
    stated = office.profile.items("rule", Rule)["HYA-08"].data["faults"]

    def faults(uid: str) -> dict[str, str]:
        return {
            one.code.removeprefix("approval-"): one.what.zh
            for fault in stated
            for one in told(office, f"approval-{fault}")
            if one.uid == uid and one.rule == "HYA-08"
        }

    whole = {
        "basis": "许可法",
        "conditions": "有场所",
        "materials": "申请书",
        "procedure": "受理、审查、决定",
        "discretion": "不予许可的三种情形",
    }
    base = {"name": "开业许可", "kind": "licence", "series": new_uid(), "revision": 1}
    days = 20 * SIZES["wd"]
    bad = put(office, "power", Power, **base, stage="draft", statutory_size=days + 7, visits=2)
    for step in range(8):
        put(office, "power_step", PowerStep, power=bad, number=step + 1, name=f"环节{step}")
    seen = faults(bad)
    assert set(seen) == set(stated)
    assert "没有裁量基准" in seen["discretion"] and "没有公布" in seen["opacity"] and "没有申报材料" in seen["opacity"]
    assert "环节多于 7 个、到现场多于 1 次" in seen["procedure"] and "超过 20 个工作日" in seen["time"]
    good = put(
        office,
        "power",
        Power,
        **base,
        **whole,
        stage="published",
        statutory_size=days + 7,
        promised_size=days,
        visits=1,
    )
    for step in range(7):
        put(office, "power_step", PowerStep, power=good, number=step + 1, name=f"环节{step}")
    assert faults(good) == {}
    fine = put(office, "power", Power, **base | {"kind": "penalty"}, stage="draft", statutory_size=10 * days)
    assert faults(fine) == {}  # penalties are no approvals
    sums = {one.type.id: one.found for one in Numbers(office).by("hya-approval") if one.type}
    assert sums["hya-discretion"] == 1 and sums["hya-procedure"] == 1


@pytest.mark.parametrize(("closed", "expected"), [(None, (1, 1, 0)), (TODAY, (1, 0, 1))], ids=["open", "closed"])
def test_what_became_of_a_problem_is_counted_with_it(
    make: Maker, closed: str | None, expected: tuple[int, int, int]
) -> None:
    office = make("")
    public(office, content="事项")
    [one] = told(office, "hollow")
    put(office, "order", Order, title="空公开", finding=one.code, record=one.uid, closed_on=closed)
    [depth] = [each for each in Numbers(office).by("five") if each.type and each.type.id == "depth"]
    assert (depth.found, depth.open, depth.closed) == expected
