"""Accounts, grants, and the one question: may this account do this here?

A grant gives a role's verbs on a subtree of codes for a time. It fails closed: no account, no grant, or a grant
that has ended means nothing is seen and nothing is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import format_code, span
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.core.resource import Resource
from gongkai.core.rules import Role
from gongkai.core.store.fields import Choice, Date, Flag, Place, Text
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.office import Office

SYSTEM = "gongkai"  # what acts when no person does: making an office, sample data

VERBS: dict[str, T] = {
    "view": T("查看", "view"),
    "edit": T("编辑", "edit"),
    "review": T("审核", "review"),
    "sign": T("签发", "sign off"),
    "approve": T("审批重要事项", "approve major items"),
    "publish": T("公开", "publish"),
    "assign": T("交办", "assign"),
    "verify": T("核验", "verify"),
    "inspect": T("评分", "inspect"),
    "administer": T("管理", "administer"),
}


class Account(Record):
    """A person who works with this office's store."""

    name = Text(T("账号", "Account"), required=True, unique=True, search=True, width=14)
    display = Text(T("姓名", "Name"), required=True, search=True, width=16)
    post = Text(T("职务", "Post"), width=20)
    division = Place(T("所在区划", "Division"), required=True, width=16)
    disabled = Flag(T("停用", "Disabled"), width=6)

    class Meta:
        table_name = "account"


class Grant(Record):
    """A role given to an account on a subtree of codes (``scope``), for a time."""

    division = Place(T("区划范围", "Division"), required=True, width=16)
    account = Text(T("账号", "Account"), required=True, width=14, index=True)
    role = Choice(T("角色", "Role"), "role", required=True, width=14)
    valid_from = Date(T("起", "From"), width=10)
    valid_to = Date(T("止", "To"), width=10)

    class Meta:
        table_name = "access_grant"


@dataclass(frozen=True, slots=True)
class Right:
    """A grant in force, resolved: these verbs on this range of codes."""

    role: str
    verbs: frozenset[str]
    low: int
    high: int
    grant: str


def rights_of(office: "Office", account: str) -> list[Right]:
    """The account's grants in force today; empty when the account is unknown or disabled."""
    if account == SYSTEM:
        return []
    rows = office.store.sql(
        "SELECT g.role, g.scope, g.uid, g.valid_from, g.valid_to FROM access_grant g JOIN account a"
        " ON a.name = g.account WHERE a.name = ? AND COALESCE(a.disabled, 0) = 0",
        (account,),
    )
    today = office.today.isoformat()
    roles = office.lists.verbs
    found = []
    for role, scope, uid, start, end in rows:
        if role in roles and (not start or start <= today) and (not end or today <= end):
            low, high = span(scope)
            found.append(Right(role, roles[role], low, high, uid))
    return found


def allowed(rights: Iterable[Right], verb: str, scope: int) -> bool:
    """Whether one of the rights holds the verb at this code."""
    return any(verb in right.verbs and right.low <= scope <= right.high for right in rights)


def require(office: "Office", verb: str, scope: int) -> None:
    """Refuse unless the acting account may do this here.

    Raises:
        NotAllowed: says who, what and where, and which roles would do.
    """
    if office.actor == SYSTEM or allowed(office.rights, verb, scope):
        return
    roles = [role for role in office.profile.items("role", Role).values() if verb in role.verbs]
    place = office.place_name(scope)
    what = VERBS.get(verb, T(verb, verb))
    raise NotAllowed(
        T(f"账号 {office.actor or '（未指定）'} 在{place}没有“{what.zh}”权限。",
          f"Account {office.actor or '(none)'} may not {what.en} at {place}."),
        T(f"请管理员授予以下角色之一：{'、'.join(r.name.zh for r in roles)}；或用 --as 换账号。",
          f"Ask an administrator for one of: {', '.join(r.name.en for r in roles)}; or use --as."),
    )  # fmt: skip


def reach(office: "Office", model: Any, verb: str = "view") -> Any:
    """The condition on a register's model that holds where the acting account has a verb; nowhere without a grant."""
    if office.actor == SYSTEM:
        return model.scope >= 0
    ranges = {(r.low, r.high) for r in office.rights if verb in r.verbs}
    if not ranges:
        return model.scope < 0
    return reduce(or_, [model.scope.between(low, high) for low, high in sorted(ranges)])


def scoped(office: "Office", query: Any, model: Any, verb: str = "view") -> Any:
    """The query narrowed to what the acting account may see; nothing at all without a grant."""
    return query if office.actor == SYSTEM else query.where(reach(office, model, verb))


def scope_sql(office: "Office", alias: str = "", verb: str = "view") -> tuple[str, list[Any]]:
    """The same as ``scoped`` for set-based statements: a condition with ``?`` marks, and its values.

    Args:
        alias: what the statement calls the register's table; empty where its columns stand alone.
    """
    column = f"{alias}.scope" if alias else "scope"
    if office.actor == SYSTEM:
        return "1=1", []
    ranges = sorted({(r.low, r.high) for r in office.rights if verb in r.verbs})
    if not ranges:
        return "1=0", []
    return (
        "(" + " OR ".join(f"{column} BETWEEN ? AND ?" for _ in ranges) + ")",
        [value for pair in ranges for value in pair],
    )


def explain(office: "Office", account: str, verb: str, scope: int) -> tuple[bool, list[T]]:
    """Whether the account may do this here, and every grant with what it says about it."""
    rights = rights_of(office, account)
    roles = office.profile.items("role", Role)
    lines = []
    for right in rights:
        name = roles[right.role].name
        place = format_code(right.low)
        if not right.low <= scope <= right.high:
            lines.append(T(f"{name.zh}（{place}）：不含此地。", f"{name.en} ({place}): does not reach this place."))
        elif verb in right.verbs:
            lines.append(T(f"{name.zh}（{place}）：允许。", f"{name.en} ({place}): allows it."))
        else:
            lines.append(T(f"{name.zh}（{place}）：没有这项权限。", f"{name.en} ({place}): lacks the verb."))
    if not rights:
        lines.append(T("没有有效的授权，一律不允许。", "No grant in force: nothing is allowed."))
    return allowed(rights, verb, scope), lines


def _prepare_account(office: "Office", row: dict[str, Any]) -> None:
    if row["name"] == SYSTEM:
        raise reserved()
    _place_scope(office, row)


def reserved() -> BadInput:
    """The system's own name is nobody's account."""
    return BadInput(
        T(f"账号名 {SYSTEM} 由系统保留。", f"The account name {SYSTEM} is the system's own."),
        T("换一个账号名。", "Choose another name."),
    )


def _place_scope(office: "Office", row: dict[str, Any]) -> None:
    row["scope"] = row["division"] or 0


ACCOUNTS = Resource(
    Account,
    key="account",
    name=T("账号", "Account"),
    columns=("name", "display", "post", "division", "disabled"),
    title="name",
    natural=("name",),
    verb="administer",
    prepare=_prepare_account,
    placed=False,
)
GRANTS = Resource(
    Grant,
    key="grant",
    name=T("授权", "Grant"),
    columns=("account", "role", "division", "valid_from", "valid_to"),
    title="account",
    natural=("account", "role", "division"),
    verb="administer",
    prepare=_place_scope,
    placed=False,
)
