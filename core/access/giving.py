"""Who may give and take rights: nobody gives what they do not have, and an office never loses its last administrator.

The door asks here before it writes an account or a grant, and once more before the transaction is sealed.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.access.rights import (
    COLUMNS,
    Right,
    allowed,
    held,
    holding,
    predicate,
    reaching,
    right_of,
)
from gongkai.core.access.verbs import SYSTEM, VERBS
from gongkai.core.codes import span
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

GIVEN = ("account", "role", "verbs", "division", "target", "reach", "depth", "excluded", "valid_from", "valid_to")
ADMINISTER = frozenset({"administer"})
MOST_STEPS = 20  # how far up parents are followed; deeper trees do not exist
Row = Mapping[str, Any]


def vet_grant(office: "Office", old: Row | None, new: dict[str, Any] | None) -> None:
    """Refuse a grant that the acting account could not give, and the ending of one that it could not have given.

    Raises:
        NotAllowed: names the verbs or the reach that it lacks.
    """
    if new is not None and old is not None and new["granted_by"] == old["granted_by"]:
        if any(new[name] != old[name] for name in GIVEN):
            new["granted_by"] = account_uid(office, office.actor)
    elif new is not None and old is None and not new["granted_by"]:
        new["granted_by"] = account_uid(office, office.actor)
    if office.actor == SYSTEM:
        return
    if old is not None:
        _refuse(office, _stored(office, old), ADMINISTER)
    if new is not None:
        right = _stored(office, new)
        _refuse(office, right, right.verbs | ADMINISTER)


def vet_account(office: "Office", old: Row | None, new: Row | None) -> None:
    """Refuse the id of an account that was there before, and changes of accounts that may do more than one's own.

    Raises:
        BadInput: the id was another account's.
        NotAllowed: the account has rights that the acting one could not give.
    """
    if old is None and new is not None:
        used = office.store.sql(
            "SELECT 1 FROM ledger_line WHERE register = ? AND uid = ? LIMIT 1", ("account", new["uid"])
        )
        if used:
            raise BadInput(
                T(f"编号 {new['uid']} 是以前的账号用过的。", f"The id {new['uid']} was another account's."),
                T("不要指定编号，由系统生成；要恢复已删除的账号，用撤销。",
                  "Leave the id out and a fresh one is made; undo brings a deleted account back."),
            )  # fmt: skip
    elif old is not None and office.actor not in (SYSTEM, old["name"]):
        require_over(office, old["name"])


def require_over(office: "Office", account: str) -> None:
    """Refuse unless the acting account administers everything that another account has rights on.

    Raises:
        NotAllowed: it does not.
    """
    if office.actor == SYSTEM:
        return
    for right in held(office, account):
        if right.why_not in ("", "early", "disabled"):
            _refuse(office, right, ADMINISTER)


def _refuse(office: "Office", right: Right, verbs: frozenset[str]) -> None:
    lacking = [verb for verb in VERBS if verb in verbs and not _gives(office, verb, right)]
    if not lacking:
        return
    place = office.unit_name(right.unit) if right.unit else office.place_name(right.place)
    words = T("、".join(VERBS[v].zh for v in lacking), ", ".join(VERBS[v].en for v in lacking))
    raise NotAllowed(
        T(f"账号 {office.actor} 在{place}的这个范围内没有“{words.zh}”权限，不能授予、修改或收回。",
          f"Account {office.actor} lacks “{words.en}” in that reach of {place}, and can neither give, change nor take it."),
        T("授权不得超出授权人自己的权限、范围和期限；请上级管理员办理。",
          "Nobody gives more than they have: verbs, reach and dates. Ask an administrator above."),
    )  # fmt: skip


def _stored(office: "Office", row: Row) -> Right:
    return right_of(office, [row[name] for name in COLUMNS])


def _gives(office: "Office", verb: str, new: Right) -> bool:
    if new.why_not == "damaged":
        return allowed(office, verb, office.scope)
    return any(covers(office, own, new) for own in holding(office, verb))


def covers(office: "Office", own: Right, new: Right) -> bool:
    """Whether everything that ``new`` reaches, now and later, lies in what ``own`` reaches, and ends no later."""
    if own.valid_to and (not new.valid_to or new.valid_to > own.valid_to):
        return False
    if own.unit and not new.unit:
        return False
    if new.unit:
        steps = _steps_up(office, new.unit, own.unit, "unit") if own.unit else 0
        deep = own.unit and own.depth is not None and (new.depth is None or (steps or 0) + new.depth > own.depth)
        return steps is not None and not deep and _nothing_beyond(office, own, new)
    if not own.low <= new.low <= new.high <= own.high:
        return False
    if own.depth is not None:
        steps = _steps_up(office, new.place, own.place, "division")
        if steps is None or new.depth is None or steps + new.depth > own.depth:
            return False
    for place in own.no_places:
        low, high = span(place)
        kept_out = any(span(x)[0] <= low and high <= span(x)[1] for x in new.no_places)
        if not kept_out and low <= new.high and new.low <= high:
            return False
    return not own.no_units or _nothing_beyond(office, own, new)


def _nothing_beyond(office: "Office", own: Right, new: Right) -> bool:
    """Whether no unit of today is reached by one right and not by the other."""
    one, values = reaching(new)
    other, more = predicate([own])
    text = f"SELECT 1 FROM unit r WHERE {one} AND NOT {other} LIMIT 1"
    return not office.store.sql(text.replace("{scope}", "r.scope").replace("{unit}", "r.uid"), (*values, *more))


def _steps_up(office: "Office", node: Any, top: Any, table: str) -> int | None:
    """How many steps of parents lie between; None when the one is not above the other."""
    steps = 0
    for _ in range(MOST_STEPS):
        if node == top:
            return steps
        if table == "unit":
            rows = office.store.sql("SELECT parent, 1 FROM unit WHERE uid = ?", (node,))
        else:
            rows = office.store.sql(
                "SELECT parent, CASE WHEN kind = 'pseudo' THEN 0 ELSE 1 END FROM division WHERE code = ?", (node,)
            )
        if not rows or rows[0][0] is None:
            return None
        node, steps = rows[0][0], steps + int(rows[0][1])
    return None


def account_uid(office: "Office", name: str) -> str | None:
    """The uid of an account; None when there is none of that name."""
    rows = office.store.sql("SELECT uid FROM account WHERE name = ?", (name,))
    return rows[0][0] if rows else None


# what follows, and what must still hold when the transaction ends


def follow_account(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
    """An account's grants end with it."""
    if old is None:
        return
    if new is None:
        grants = change.office.resource("grant")
        for (uid,) in change.store.sql("SELECT uid FROM access_grant WHERE account = ? ORDER BY id", (old["uid"],)):
            change.remove_row(grants, change.current(grants, uid))
        change.store.run("DELETE FROM account_secret WHERE account = ?", (old["uid"],))
    elif new["disabled"] and not old["disabled"]:
        change.at_end("administrators", someone_administers)


def follow_grant(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
    """Whoever was an administrator of the office may have been the last one."""
    change.office.forget()
    if old is not None and _administers(change.office, _stored(change.office, old)):
        change.at_end("administrators", someone_administers)


def _administers(office: "Office", right: Right) -> bool:
    """Whether a grant, in force or to come, is one of an administrator of the whole office."""
    low, high = span(office.scope)
    return (
        right.why_not in ("", "early")
        and "administer" in right.verbs
        and right.plain
        and right.low <= low
        and high <= right.high
    )


def administrators(office: "Office") -> Iterator[Right]:
    """Grants of administrators of the whole office, in force or to come."""
    rows = office.store.sql(
        f"SELECT {', '.join(f'g.{name}' for name in COLUMNS)} FROM access_grant g JOIN account a ON a.uid = g.account"
        " WHERE COALESCE(a.disabled, 0) = 0 ORDER BY g.valid_from, g.id"
    )
    for row in rows:
        right = right_of(office, row)
        if _administers(office, right):
            yield right


def someone_administers(change: "Change") -> None:
    """Refuse when there would be a day, today or later, on which nobody administers the office.

    Raises:
        NotAllowed: names the first such day.
    """
    office = change.office
    day: date | None = office.today
    for right in sorted(administrators(office), key=lambda right: right.valid_from):
        if day is None or (right.valid_from and date.fromisoformat(right.valid_from) > day):
            break
        if not right.valid_to:
            day = None
        else:
            day = max(day, date.fromisoformat(right.valid_to) + timedelta(days=1))
    if day is not None:
        raise NotAllowed(
            T(f"这样一来，{day} 起就没有人能管理{office.title}了，没有保存。",
              f"From {day} nobody would administer {office.title}; nothing was saved."),
            T("先给另一个启用的账号授予本级的管理员角色，且不设截止日期。",
              "First make another enabled account an administrator of the whole office, without a last day."),
        )  # fmt: skip
