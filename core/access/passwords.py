"""Passwords of accounts, for stores that several people share.

Only argon2's hash is kept, in a table of its own that no register, export or history shows. Wrong tries are counted
in the store, so another process or another machine does not begin anew; after too many the account has to wait, and
the ledger says so. argon2 is imported only where a password is set or asked for.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from gongkai.core.access.giving import account_uid, require_over
from gongkai.core.access.rights import require
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

SHORTEST, LONGEST = 10, 128  # characters
TRIES = 5
WAIT = timedelta(minutes=15)
VARIABLE = "GONGKAI_PASSWORD"


def set_password(office: "Office", account: str, password: str) -> None:
    """Set one's own password, or that of an account whose rights one administers.

    Raises:
        BadInput: no such account, or the password is too short, too long, or the account's own name.
        NotAllowed: somebody else's, and it has rights that one could not give.
    """
    uid = _theirs(office, account)
    fit_password(account, password)
    from argon2 import PasswordHasher

    _keep(office, uid, account, PasswordHasher().hash(password))


def fit_password(account: str, password: str) -> None:
    """Refuse a password that is too short, too long, or the account's own name.

    Raises:
        BadInput: says what would do.
    """
    if not SHORTEST <= len(password) <= LONGEST or password.strip().casefold() == account.casefold():
        raise BadInput(
            T("密码不合要求，没有修改。", "The password does not do; nothing was changed."),
            T(f"{SHORTEST}—{LONGEST} 个字符，且不能与账号相同。",
              f"{SHORTEST} to {LONGEST} characters, and not the account's name."),
        )  # fmt: skip


def remove_password(office: "Office", account: str) -> None:
    """Let an account do without a password again.

    Raises:
        BadInput: no such account.
        NotAllowed: see ``set_password``.
    """
    _keep(office, _theirs(office, account), account, None)


def _theirs(office: "Office", account: str) -> str:
    uid = account_uid(office, account)
    if uid is None:
        raise BadInput(
            T(f"没有账号 {account[:40]}。", f"There is no account {account[:40]}."),
            T("用 gongkai account list 查看。", "See gongkai account list."),
        )
    if office.login != account:
        scope = office.store.sql("SELECT scope FROM account WHERE uid = ?", (uid,))[0][0]
        require(office, "administer", scope)
        require_over(office, account)
    return uid


def _keep(office: "Office", uid: str, account: str, kept: str | None) -> None:
    said = T("设置密码", "password set") if kept else T("取消密码", "password taken away")
    with office.change(f"{said}：{account}") as change:  # zh-data
        change.store.run("DELETE FROM account_secret WHERE account = ?", (uid,))
        if kept:
            change.store.run("INSERT INTO account_secret (account, hash, wrong) VALUES (?, ?, 0)", (uid, kept))
        change.note(uid, "password", {"set": bool(kept)})


def check_password(office: "Office", ask: Callable[[str], str] | None = None) -> None:
    """Ask for the password of the account that opens the office, when it has one.

    Args:
        ask: called with the account's name when ``GONGKAI_PASSWORD`` is not set; gives what was typed.

    Raises:
        NotAllowed: wrong, none given, or too many wrong tries.
    """
    rows = office.store.sql(
        "SELECT s.account, s.hash, s.until FROM account_secret s JOIN account a ON a.uid = s.account WHERE a.name = ?",
        (office.actor,),
    )
    if not rows:
        return
    uid, kept, until = rows[0]
    if until and until > office.now:
        raise _locked(until)
    given = os.environ.get(VARIABLE)
    if given is None and ask is not None:
        given = ask(office.actor)
    if given is None:
        raise NotAllowed(
            T(f"账号 {office.actor} 要输入密码。", f"Account {office.actor} needs its password."),
            T(f"在终端里运行会提示输入；脚本中用环境变量 {VARIABLE}。",
              f"A terminal asks for it; a script sets the variable {VARIABLE}."),
        )  # fmt: skip
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    # counted before it is looked at: tries that come at the same time count, too
    wrong = _count(office, uid)
    try:
        PasswordHasher().verify(kept, given)
    except (VerificationError, InvalidHashError):
        if wrong >= TRIES:
            raise _lock(office, uid) from None
        raise NotAllowed(
            T(f"密码不对，还可以试 {TRIES - wrong} 次。", f"The password is wrong; {TRIES - wrong} tries are left."),
            T("忘记密码请管理员用 gongkai access passwd 重设。",
              "An administrator sets a forgotten one anew with gongkai access passwd."),
        ) from None  # fmt: skip
    office.store.run("UPDATE account_secret SET wrong = 0, until = NULL WHERE account = ?", (uid,))


def _count(office: "Office", uid: str) -> int:
    with office.store.write():
        wrong, until = office.store.sql("SELECT wrong, until FROM account_secret WHERE account = ?", (uid,))[0]
        if until and until > office.now:
            raise _locked(until)
        wrong = 1 if until else wrong + 1  # a wait that is over begins a new count
        office.store.run("UPDATE account_secret SET wrong = ?, until = NULL WHERE account = ?", (wrong, uid))
    return int(wrong)


def _lock(office: "Office", uid: str) -> NotAllowed:
    until = (datetime.now(UTC) + WAIT).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    with office.as_system().change(
        str(T(f"{office.actor} 密码连续输错", f"{office.actor}: wrong passwords"))
    ) as change:
        change.store.run("UPDATE account_secret SET until = ? WHERE account = ?", (until, uid))
        change.note(uid, "locked", {"tries": TRIES, "until": until})
    return _locked(until)


def _locked(until: str) -> NotAllowed:
    moment = datetime.fromisoformat(until).astimezone().strftime("%H:%M")
    return NotAllowed(
        T(f"密码输错次数过多，{moment} 以后才能再试。", f"Too many wrong passwords; try again after {moment}."),
        T("或请管理员用 gongkai access passwd 重设。", "Or an administrator sets it anew with gongkai access passwd."),
    )
