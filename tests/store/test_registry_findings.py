"""What the registry lacks is a finding with its rule: posts nobody holds, codes that do not check."""

import pytest

from gongkai.core.office import Office
from gongkai.core.registry.findings import findings


def of(office: Office, unit: str) -> set[str]:
    return {f"{f.code}: {f.what}" for f in findings(office) if f.unit == unit}


def test_a_post_that_a_rule_requires_is_missing_until_somebody_holds_it(office: Office) -> None:
    unit = office.register("unit").page(limit=1)[0].uid
    before = of(office, unit)
    with office.change() as change:
        post = change.create("post", unit=unit, kind="first-responsible", person="赵志强")
    gone = before - of(office, unit)
    assert [text for text in gone if "第一责任人" in text] == list(gone) and len(gone) == 1
    with office.change() as change:
        change.update(post, valid_to="2020-01-01")  # whoever left no longer holds it
    assert of(office, unit) == before


@pytest.mark.parametrize(("code", "wrong"), [("11441700007280420Y", False), ("114417000072804200", True), ("1", True)])
def test_a_credit_code_that_does_not_check_is_warned_of_and_kept(office: Office, code: str, wrong: bool) -> None:
    unit = office.register("unit").page(limit=1)[0].record
    with office.change() as change:
        change.update(unit, uscc=code)
    assert any(text.startswith("uscc-wrong") for text in of(office, unit.uid)) is wrong
    assert office.register("unit").get(unit.uid).uscc == code


def test_findings_are_only_those_of_units_one_may_see(office: Office) -> None:
    assert findings(office) and findings(office.as_("nobody")) == []
