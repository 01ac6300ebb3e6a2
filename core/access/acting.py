"""Seeing and acting as somebody else: for administrators of everything that the other may do, and always recorded."""

from typing import TYPE_CHECKING

from gongkai.core.access.giving import account_uid, require_over
from gongkai.core.access.rights import allowed_throughout, require
from gongkai.core.access.verbs import SYSTEM, reserved
from gongkai.core.errors import NotAllowed
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

SEEN = "as"  # what the line in the ledger calls it


def act_as(office: "Office", account: str) -> "Office":
    """The office as another account sees it; what is written then names both.

    Whoever is at the keyboard must administer all that the other has rights on. That the office was seen this way is
    written into the ledger before anything is shown.

    Raises:
        NotAllowed: the account at the keyboard is no administrator of that reach.
    """
    if account == office.actor:
        return office
    if account == SYSTEM:
        raise reserved()
    uid = account_uid(office, account)
    try:
        if uid is None:
            require(office, "administer", office.scope, whole=True)
        elif not allowed_throughout(office, "administer", office.scope):
            row = office.store.sql("SELECT scope FROM account WHERE uid = ?", (uid,))[0]
            require(office, "administer", row[0])
            require_over(office, account)
    except NotAllowed as error:
        raise NotAllowed(
            T(f"只有管理员可以用 --as 换成 {account}；本工作区登录的是 {office.actor or '（未指定）'}。",
              f"Only an administrator may act as {account}; the account of this office is {office.actor or '(none)'}."),
            error.message,
        ) from error  # fmt: skip
    with office.change(str(T(f"以 {account} 的身份查看或办理", f"seen or done as {account}"))) as change:
        change.note(uid or f"?{account}", SEEN, {"account": account, "by": office.actor})
    other = office.as_(account)
    other.login = office.actor
    return other
