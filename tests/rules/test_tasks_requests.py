"""Regional rules on requests, each by what it changes in an office that adopted the region."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.core.rules import Rule
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.tasks.requests.rules import OutcomeRule
from tests.requests import SCHOOLS, act, now, staffed, taken

STORE = "sqlite:///office.sqlite"


def test_the_four_steps_of_quzhou_are_four_steps_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: QZ-64
    monkeypatch.setenv("GONGKAI_TODAY", "2026-03-02")
    office = staffed(tmp_path / "office", STORE, ("quzhou",))
    rule = office.profile.items("rule", Rule)["QZ-64"]
    assert rule.data["steps"] == ["accept", "review", "handle", "reply"] and "workflow:request" in rule.sets
    made = taken(office, sent_on="2026-03-02")
    with pytest.raises(BadInput, match="待受理"):
        act(office, "wen", made, "propose", outcome="open", reply="x")  # not taken yet
    act(office, "wen", made, "accept")
    with pytest.raises(BadInput, match="办理中"):
        act(office, "wen", made, "reply")  # not reviewed yet
    act(office, "wen", made, "propose", outcome="open", reply="x")
    act(office, "mei", made, "sign")
    assert act(office, "wen", made, "reply").stage == "closed"
    office.close()


@pytest.mark.parametrize("written", ["政办 [2010] 44号", "政办〔2010〕44号", "政办［2010］44号"])
def test_a_document_number_has_its_year_in_brackets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    # covers: QZ-73
    monkeypatch.setenv("GONGKAI_TODAY", "2010-11-08")
    office = staffed(tmp_path / "office", STORE, ("quzhou",))
    form = office.profile.items("rule", Rule)["QZ-73"].data["form"]
    made = taken(office, sent_on="2010-11-05", doc_no=written)
    assert made.doc_no == f"政办{form}"
    assert taken(office, sent_on="2010-11-05", doc_no="[2010]44号").doc_no == form
    with pytest.raises(BadInput, match="年份"):
        taken(office, sent_on="2010-11-05", doc_no="政办〔10〕44号")
    office.close()


def test_requests_are_taken_and_answered_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: HYB-20
    monkeypatch.setenv("GONGKAI_TODAY", "2008-11-18")
    office = staffed(tmp_path / "office", STORE, ("nation2008",))
    assert "workflow:request" in office.profile.items("rule", Rule)["HYB-20"].sets
    made = act(office, "wen", taken(office, sent_on="2008-11-18"), "accept")
    assert (made.law, made.due) == ("reg2007", date(2008, 12, 9))
    with pytest.raises(BadInput, match="办理中"):
        act(office, "wen", made, "reply")
    monkeypatch.setenv("GONGKAI_TODAY", "2008-12-10")
    office = Office.open(office.folder)
    [row] = office.register("request").page()
    assert row.tone == "late"
    office.close()


@pytest.mark.parametrize("kind", ["person", "business", "other_org"])
def test_citizens_and_organisations_may_ask_in_gansu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    # covers: GS-29
    monkeypatch.setenv("GONGKAI_TODAY", "2026-03-02")
    office = staffed(tmp_path / "office", STORE, ("gansu",))
    assert {"workflow:request", "request_law:reg2019"} <= set(office.profile.items("rule", Rule)["GS-29"].sets)
    made = taken(office, sent_on="2026-03-02", kind=kind)
    assert (made.applicant_kind, made.due) == (kind, date(2026, 3, 30))
    with pytest.raises(BadInput, match="申请人类别"):
        taken(office, sent_on="2026-03-02", kind="robot")
    office.close()


def test_a_refusal_is_explained_in_kaiyang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: KY-07
    monkeypatch.setenv("GONGKAI_TODAY", "2026-03-02")
    office = staffed(tmp_path / "office", STORE, ("kaiyang",))
    assert office.profile.items("rule", Rule)["KY-07"].data["refusal"] == "explained"
    refusing = [
        rule for key, rule in office.profile.items("request_outcome", OutcomeRule).items() if key.startswith("deny")
    ]
    assert len(refusing) == 8 and all("explanation" in rule.needs for rule in refusing)
    made = act(office, "wen", taken(office, sent_on="2026-03-02"), "accept")
    for rule in refusing:
        with pytest.raises(BadInput, match="理由"):
            act(office, "wen", made, "propose", outcome=rule.key, basis="某条", where_to_look="某处")
    act(office, "wen", made, "propose", outcome="deny1", explanation="已定密")
    assert now(office, made).basis == "政府信息公开条例第十四条"
    office.close()


def test_the_window_shows_five_facts_in_two_places_in_kaiyang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: KY-23
    monkeypatch.setenv("GONGKAI_TODAY", "2026-03-02")
    office = staffed(tmp_path / "office", STORE, ("kaiyang",))
    rule = office.profile.items("rule", Rule)["KY-23"]
    with office.change("目录") as change:
        generate(office, change)
    unit = office.unit(SCHOOLS).uid
    [(elements, channels)] = office.rows(
        "SELECT elements, channels FROM {entry} WHERE unit = ? AND obligation = 'ky-request-window'", (unit,)
    )
    assert len(re.split("[、,，]", elements)) == rule.data["fields"]
    assert all(fact in elements for fact in ("地址", "时间", "电话", "邮箱", "流程"))
    assert sorted(json.loads(channels)) == ["board", "site"] and len(rule.data["places"]) == 2
    office.close()
