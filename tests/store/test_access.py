"""Accounts and grants at work: identity, reach, who may give and take, the last administrator, somebody else's eyes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.access import EVENTS
from gongkai.core.access.acting import act_as
from gongkai.core.access.explain import explain
from gongkai.core.access.passwords import TRIES, set_password
from gongkai.core.errors import BadInput, GongkaiError, NotAllowed
from gongkai.core.imports import apply, plan
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.registry.models import Unit
from tests.registry import make_office

LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"), ("511923101", "响滩镇"), ("511923101001", "灯塔村"),
    ("511923102", "西兴镇"),
)  # fmt: skip
COUNTY, TOWN, OTHER = "511923", "511923101", "511923102"


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Office:
    """A county with two towns, three departments of one place, and ``admin`` over all of it."""
    made = make_office(tmp_path / "office", store_url, LISTING, COUNTY)
    with made.change("departments") as change:
        head = change.create("unit", name="教育局", kind="department", level="county", division=COUNTY)
        change.create("unit", name="第一中学", kind="department", level="county", division=TOWN, parent=head.uid)
        change.create("unit", name="卫生局", kind="department", level="county", division=COUNTY)
    return made


def account(office: Office, name: str, **grant: Any) -> Office:
    """An account, with a grant when one is described, acting."""
    with office.change("account") as change:
        change.create("account", name=name, display=name, division=COUNTY)
        if grant:
            change.create("grant", account=name, **grant)
    return office.as_(name)


def names(office: Office) -> set[str]:
    """Units that the account sees."""
    return {unit.name for unit in office.store.fetch(office.select(Unit))}


def grant_of(office: Office, name: str) -> Any:
    """The account's first grant."""
    uid = office.store.sql(
        "SELECT g.uid FROM access_grant g JOIN account a ON a.uid = g.account WHERE a.name = ? ORDER BY g.id", (name,)
    )[0][0]
    return office.register("grant").get(uid)


def person(office: Office, name: str) -> Any:
    """The account's record."""
    return office.register("account").get(office.store.sql("SELECT uid FROM account WHERE name = ?", (name,))[0][0])


def refused(office: Office, do: Callable[[Any], Any], error: type[GongkaiError] = NotAllowed) -> str:
    """What is said when a change is refused; nothing of it is left."""
    before = office.store.sql("SELECT count(*) FROM ledger_line")
    with pytest.raises(error) as caught, office.change("tried") as change:
        do(change)
    assert office.store.sql("SELECT count(*) FROM ledger_line") == before
    return str(caught.value)


# identity


def test_a_renamed_account_keeps_its_grants_and_one_made_again_inherits_none(office: Office) -> None:
    zhang = account(office, "zhang", role="clerk", division=TOWN)
    assert names(zhang) == {"响滩镇人民政府", "灯塔村", "第一中学"}
    with office.change("married") as change:
        change.update(person(office, "zhang"), name="zhangli")
    assert names(office.as_("zhangli")) == names(zhang) | {"灯塔村"}
    assert names(office.as_("zhang")) == set()
    assert office.register("grant").cell(grant_of(office, "zhangli"), "account") == "zhangli"
    uid = person(office, "zhangli").uid
    with office.change("left") as change:
        change.delete(person(office, "zhangli"))
    account(office, "zhangli")
    assert names(office.as_("zhangli")) == set()
    with office.change("left") as change:
        change.delete(person(office, "zhangli"))
    said = refused(office, lambda c: c.create("account", uid=uid, name="zhangli", display="x", division=TOWN), BadInput)
    assert "以前的账号" in said
    assert verify(office).faults == []


@pytest.mark.parametrize("name", ["gongkai", "GongKai", "' OR 1=1 --", "[red]x", "%", "?zhang"])
def test_hostile_names_give_nothing(office: Office, name: str) -> None:
    if name.lower() == "gongkai":
        refused(office, lambda c: c.create("account", name=name, display="x", division=TOWN), BadInput)
    else:
        account(office, name)
    assert name == "gongkai" or names(office.as_(name)) == set()
    assert not explain(office, name, "view", office.scope).allowed


# reach


def test_a_clerk_of_one_department_touches_no_other(office: Office) -> None:
    clerk = account(office, "li", role="administrator", target="教育局")
    assert names(clerk) == {"教育局"}
    health = office.unit("卫生局")
    assert "没有“管理”权限" in refused(clerk, lambda c: c.update(health, phone="1"))
    with clerk.change("phone") as change:
        change.update(clerk.unit("教育局"), phone="0827-1")
    with pytest.raises(BadInput, match="找不到单位"), clerk.change("not seen") as change:
        change.create("unit", name="新校", kind="department", level="county", division=COUNTY, parent=health.uid)
    refused(clerk, lambda c: c.create("unit", name="新校", kind="department", level="county", division=COUNTY))


def test_units_below_are_reached_wherever_they_lie_and_new_ones_too(office: Office) -> None:
    head = office.unit("教育局")
    lead = account(office, "lead", role="administrator", target="教育局", reach="subtree", excluded="卫生局")
    assert names(lead) == {"教育局", "第一中学"}
    with lead.change("new school") as change:
        change.create("unit", name="第二中学", kind="department", level="county", division=OTHER, parent=head.uid)
    assert names(lead) == {"教育局", "第一中学", "第二中学"}
    school = lead.unit("第二中学")
    refused(lead, lambda c: c.update(school, parent=None))  # nobody moves a unit out of reach
    with office.change("moved") as change:
        change.update(office.unit("教育局"), division=TOWN)
    assert names(lead) == {"教育局", "第一中学", "第二中学"}
    assert grant_of(office, "lead").scope == office.place(TOWN)
    assert verify(office).faults == []


def test_depth_and_exclusions(office: Office) -> None:
    near = account(office, "near", role="viewer", division=COUNTY, reach="children", excluded="西兴镇、卫生局")
    assert names(near) == {"平昌县人民政府", "教育局", "响滩镇人民政府", "第一中学"}
    only = account(office, "only", verbs="view", division=COUNTY, reach="self")
    assert names(only) == {"平昌县人民政府", "教育局", "卫生局"}
    verdict = explain(office, "near", "view", office.place(OTHER))
    assert not verdict.allowed and "除外：西兴镇" in verdict.grants[0].why.zh
    assert "超出层数" in explain(office, "near", "view", office.place("511923101001")).grants[0].why.zh
    assert "没有“公开”" in explain(office, "near", "publish", office.place(TOWN)).grants[0].why.zh
    assert (
        "只及于单位"
        in explain(account(office, "u", role="clerk", target="教育局"), "u", "view", office.scope).grants[0].why.zh
    )


@pytest.mark.parametrize(
    "values",
    [
        {"division": TOWN}, {"role": "clerk"}, {"role": "clerk", "verbs": "view", "division": TOWN},
        {"role": "clerk", "division": TOWN, "target": "教育局"}, {"role": "clerk", "division": TOWN, "reach": "depth"},
        {"role": "clerk", "division": TOWN, "reach": "self", "depth": 2}, {"role": "clerk", "division": TOWN, "depth": 99},
        {"role": "clerk", "division": TOWN, "excluded": "没有这个地方"},
        {"role": "clerk", "division": TOWN, "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
    ],
)  # fmt: skip
def test_a_grant_that_says_too_little_or_too_much_is_refused(office: Office, values: dict[str, Any]) -> None:
    account(office, "zhang")
    refused(office, lambda c: c.create("grant", account="zhang", **values), BadInput)
    refused(office, lambda c: c.create("grant", account="nobody", role="clerk", division=TOWN), BadInput)


def test_it_fails_closed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    zhang = account(office, "zhang", role="clerk", division=TOWN, valid_from="2026-01-01", valid_to="2026-06-30")
    seen: dict[str, bool] = {}
    for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"):
        zhang._fixed_today = day
        zhang.forget()
        seen[day] = bool(names(zhang))
    assert list(seen.values()) == [False, True, True, False]
    zhang._fixed_today = "2026-03-01"
    for column, value in (
        ("role", "nonesuch"),
        ("excluded", "[broken"),
        ("scope", 5),
        ("valid_to", "never"),
        ("reach", "x"),
    ):
        kept = office.store.sql(f"SELECT {column} FROM access_grant WHERE uid = ?", (grant_of(office, "zhang").uid,))[
            0
        ][0]
        uid = office.store.sql("SELECT uid FROM access_grant ORDER BY id DESC LIMIT 1")[0][0]
        office.store.run(f"UPDATE access_grant SET {column} = ? WHERE uid = ?", (value, uid))
        zhang.forget()
        assert names(zhang) == set(), column
        office.store.run(f"UPDATE access_grant SET {column} = ? WHERE uid = ?", (kept, uid))
    zhang.forget()
    assert names(zhang)
    with office.change("off") as change:
        change.update(person(office, "zhang"), disabled=True)
    zhang.forget()
    assert names(zhang) == set()


# giving and taking


def grant_to_friend(values: dict[str, Any], change: Any) -> None:
    """A grant for the friend."""
    change.create("grant", account="friend", **values)


def test_nobody_gives_more_than_they_have(office: Office) -> None:
    account(office, "friend")
    town = account(office, "town", role="administrator", division=TOWN, excluded="灯塔村")
    with office.change("branch") as change:
        school = office.unit("第一中学").uid
        change.create("unit", name="分校", kind="department", level="county", division=OTHER, parent=school)
    for values in (
        {"role": "administrator", "division": COUNTY}, {"role": "viewer", "division": TOWN},
        {"role": "viewer", "division": "511923101001"}, {"role": "viewer", "target": "第一中学", "reach": "subtree"},
    ):  # fmt: skip
        refused(town, partial(grant_to_friend, values))
    with town.change("given") as change:
        given = change.create("grant", account="friend", role="clerk", division=TOWN, excluded="灯塔村")
    assert given.granted_by == person(office, "town").uid
    refused(town, lambda c: c.update(given, excluded=None))
    few = account(office, "few", verbs="view,administer", division=TOWN, valid_to="2030-12-31")
    refused(few, lambda c: c.create("grant", account="friend", role="clerk", division=TOWN, valid_to="2030-01-01"))
    refused(few, lambda c: c.create("grant", account="friend", verbs="view", division=TOWN))  # without an end
    with few.change("given") as change:
        change.create("grant", account="friend", verbs="view", division=TOWN, valid_to="2030-12-31")
    # what stands above is out of reach, and so is the account that has it
    refused(few, lambda c: c.delete(grant_of(office, "admin")))
    with office.change("lives in the town") as change:
        change.update(person(office, "admin"), division=TOWN)
    refused(few, lambda c: c.update(person(office, "admin"), disabled=True))
    with pytest.raises(NotAllowed):
        set_password(few, "admin", "a long password")


def test_undo_gives_nothing_that_the_account_could_not_give(office: Office) -> None:
    deputy = account(office, "deputy", role="administrator", division=COUNTY)
    account(office, "friend", role="administrator", division=COUNTY)
    uid = grant_of(office, "friend").uid
    with deputy.change("taken") as change:
        change.delete(grant_of(office, "friend"))
    with office.change("less") as change:
        change.update(grant_of(office, "deputy"), verbs="view,administer", role=None)
    deputy.forget()
    with pytest.raises(NotAllowed):
        deputy.register("grant").undo(uid)


def test_the_last_administrator_stays(office: Office) -> None:
    grant, admin = grant_of(office, "admin"), person(office, "admin")
    tries: list[Callable[[Any], Any]] = [
        lambda c: c.delete(grant), lambda c: c.delete(admin), lambda c: c.update(admin, disabled=True),
        lambda c: c.update(grant, valid_to="2099-12-31"), lambda c: c.update(grant, role="clerk"),
        lambda c: c.update(grant, division=TOWN), lambda c: c.update(grant, reach="self"),
        lambda c: c.update(grant, excluded="西兴镇"), lambda c: c.update(grant, valid_from="2099-01-01"),
    ]  # fmt: skip
    for do in tries:
        assert "没有人能管理" in refused(office, do)
    made = plan(office.register("account"), ["name", "disabled"], [(2, ["admin", "是"])])
    with pytest.raises(NotAllowed):
        apply(office.register("account"), made)
    account(office, "second", role="administrator", division=COUNTY, valid_from="2098-01-01")
    refused(office, tries[0])  # not yet there
    with office.change("sooner") as change:
        second = change.update(grant_of(office, "second"), valid_from=None)
    with office.change("until the end of the century") as change:
        change.update(grant, valid_to="2099-12-31")
    other = office.as_("second")
    refused(other, lambda c: c.delete(second))
    refused(other, lambda c: c.update(person(office, "second"), disabled=True))
    assert verify(office).faults == []


# somebody else's eyes


def test_acting_as_somebody_else_is_for_administrators_and_recorded(office: Office) -> None:
    zhang = account(office, "zhang", role="administrator", division=TOWN)
    account(office, "li", role="clerk", division=OTHER)
    seen = act_as(office, "zhang")
    assert names(seen) == names(zhang)
    line = office.store.sql(
        "SELECT uid, action, after FROM ledger_line WHERE register = ? ORDER BY id DESC", (EVENTS,)
    )[0]
    assert line[:2] == (person(office, "zhang").uid, "as") and "admin" in line[2]
    with seen.change("for him") as change:
        change.update(seen.unit("灯塔村"), phone="1")
    assert office.store.sql("SELECT actor, login FROM ledger ORDER BY seq DESC LIMIT 1") == [("zhang", "admin")]
    entry = office.register("unit").history(office.unit("灯塔村").uid)[0]
    assert (entry.actor, entry.login) == ("zhang", "admin")
    for other in ("li", "admin", "stranger"):
        with pytest.raises(NotAllowed, match="只有管理员"):
            act_as(zhang, other)
    assert act_as(zhang, "zhang") is zhang
    assert verify(office).faults == []
    office.store.run("UPDATE ledger SET login = 'li' WHERE login = 'admin'")
    assert [fault.table for fault in verify(office).faults] == ["ledger"]


# passwords


def test_a_password_is_asked_for_and_wrong_tries_lock(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    set_password(office, "admin", "correct horse")
    assert "correct" not in str(office.store.sql("SELECT before, after FROM ledger_line"))
    for short in ("short", "x" * 200, ""):
        with pytest.raises(BadInput):
            set_password(office, "admin", short)
    with pytest.raises(NotAllowed, match="要输入密码"):
        Office.open(office.folder)
    Office.open(office.folder, ask=lambda name: "correct horse").close()
    monkeypatch.setenv("GONGKAI_PASSWORD", "wrong")
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(NotAllowed, match=f"还可以试 {left} 次"):
            Office.open(office.folder)
    for password in ("wrong", "correct horse"):
        monkeypatch.setenv("GONGKAI_PASSWORD", password)
        with pytest.raises(NotAllowed, match="次数过多"):
            Office.open(office.folder)
    assert ("locked",) in office.store.sql("SELECT action FROM ledger_line WHERE register = ?", (EVENTS,))
    office.store.run("UPDATE account_secret SET until = '2020-01-01T00:00:00.000Z'")
    Office.open(office.folder).close()
    assert office.store.sql("SELECT wrong, until FROM account_secret") == [(0, None)]
    assert verify(office).faults == []


# an office made before


def test_an_office_made_before_is_upgraded_and_its_ledger_still_holds(office: Office) -> None:
    from gongkai.core.access import GRANTS
    from gongkai.core.store.migrate import migrate_core
    from gongkai.core.store.record import columns

    account(office, "zhang")
    old = {"stage": "", "version": 1, "division": office.place(TOWN), "scope": office.place(TOWN), "role": "clerk"}
    with office.as_system().change("as grants were kept") as change:
        for uid, name in (("old1", "zhang"), ("old2", "nobody")):
            change.insert_rows(GRANTS, [dict.fromkeys(columns(GRANTS.model)) | old | {"uid": uid, "account": name}])
    for name in ("verbs", "target", "reach", "depth", "excluded", "granted_by"):
        office.store.run(f"UPDATE access_grant SET {name} = NULL WHERE uid LIKE 'old%'")
    office.store.run("ALTER TABLE ledger DROP COLUMN login")
    office.store.run("DELETE FROM migration_core WHERE name = '0003_access'")
    assert names(office.as_("zhang")) == set()
    assert migrate_core(office.store) == ["0003_access"]
    office.forget()
    assert names(office.as_("zhang")) == {"响滩镇人民政府", "灯塔村", "第一中学"}
    assert [row[0] for row in office.store.sql("SELECT account FROM access_grant WHERE uid = 'old2'")] == ["?nobody"]
    assert verify(office).faults == []
    account(office, "nobody")
    assert names(office.as_("nobody")) == set()  # a grant that named somebody who was gone is nobody's


# reorganisation


def test_what_is_left_out_stays_out_when_codes_change(office: Office) -> None:
    from gongkai.core.registry.actfile import Item
    from gongkai.core.registry.apply import apply_act
    from gongkai.core.registry.undoact import undo_act
    from tests.registry import act, sound

    near = account(office, "near", role="viewer", division=COUNTY, excluded="响滩镇")
    lead = account(office, "lead", role="clerk", target="第一中学")
    before = office.store.sql("SELECT uid, scope, excluded, granted_by FROM access_grant ORDER BY uid")
    seen = names(near)
    done = apply_act(office, act("recode", "2026-03-01", Item(op="recode", of=TOWN, code="511923109"), grants="follow"))
    for other in (near, lead):
        other.forget()
    assert names(near) == seen and "灯塔村" not in seen
    assert names(lead) == {"第一中学"} and grant_of(office, "lead").scope == office.place("511923109")
    sound(office)
    undo_act(office, done.uid)
    assert office.store.sql("SELECT uid, scope, excluded, granted_by FROM access_grant ORDER BY uid") == before
    sound(office)


def test_no_act_ends_the_last_administrator(office: Office) -> None:
    from gongkai.core.registry.actfile import Item
    from gongkai.core.registry.apply import apply_act
    from tests.registry import act

    content = act("recode", "2026-03-01", Item(op="recode", of=COUNTY, code="511983", name="平昌市"), grants="end")
    with pytest.raises(NotAllowed, match="没有人能管理"):
        apply_act(office, content)
    assert names(office)
