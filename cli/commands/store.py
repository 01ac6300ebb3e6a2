"""``gongkai store``: where the office's data lies, and bringing it elsewhere."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import Group, argument, option
from gongkai.core.i18n import T, counted

ACCOUNT = argument("account", T("账号。", "The account."), T("账号", "ACCOUNT"))

if TYPE_CHECKING:
    from gongkai.cli.context import Session

store = Group("store", T("存储：把数据搬到另一处。", "The store: bring the data to another place."))


@store.make(
    "copy",
    T("把存储抄到另一处（SQLite 与 PostgreSQL 之间，或另一 schema），逐表逐行比对并核对台账。目标处已有内容时不写。",
      "Copy the store to another place (between SQLite and PostgreSQL, or to another schema); every row is compared and the"
      " ledger verified. Nothing is written over what is there."),
    argument("target", T("postgresql://用户@主机/库?schema=名，或 sqlite:///文件。",
                         "postgresql://user@host/database?schema=name, or sqlite:///file."), T("目标", "TARGET")),
    option("--switch", words=T("抄好后改 gongkai.toml，从此用新的存储；其间别人的写入等待。",
                               "Then let gongkai.toml name the new store; others' writes wait meanwhile."), is_flag=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def copy(session: "Session", target: str, switch: bool) -> None:
    """Copy, compare, and switch when asked."""
    from gongkai.core.store.moving import copy_store

    before = session.office.store_shown
    made = copy_store(session.office, target, switch)
    session.note(
        T(f"已抄到 {made.shown}：{made.tables} 张表、{made.rows:,} 行，台账到第 {made.seq} 笔，逐行一致。",
          f"Copied to {made.shown}: {made.tables} tables, {made.rows:,} rows, the ledger at {made.seq}; every row agrees.")
    )  # fmt: skip
    if switch:
        session.note(
            T(f"gongkai.toml 已指向新的存储。请关闭仍开着的界面；原存储留在 {before}。",
              f"gongkai.toml names the new store. Close screens that are still open; the old one stays at {before}.")
        )  # fmt: skip
    else:
        session.note(
            T("单位仍用原来的存储；加 --switch 才改用新的。",
              "The office goes on with its old store; --switch makes it use the new one.")
        )  # fmt: skip


roles = Group(
    "roles",
    T("数据库角色（PostgreSQL）：每个账号一个，按授权只看得到自己范围内的行；台账、密码和他人的私密信息都看不到。",
      "Database roles (PostgreSQL): one for each account, which reads only the rows that its grants reach; ledger, passwords"
      " and what is private of persons are closed to it."),
)  # fmt: skip
store.add_command(roles)
WRITES = option(
    "--writes/--read-only", default=None,
    words=T("是否也可在账号能编辑的地方直接改行（绕过台账，gongkai verify 会指出）；不写时照旧，起初只读。",
            "Whether they may also change rows where their accounts may edit (past the ledger; gongkai verify tells). Unless"
            " said it stays as it is; at first they only read."),
)  # fmt: skip


@roles.make(
    "plan", T("打印要执行的 SQL，不执行。", "Print the SQL that would be run, and run nothing."), WRITES, output=False
)
@click.pass_obj
def plan(session: "Session", writes: bool | None) -> None:
    """The statements, each ended by a semicolon, as a server's administrator can run them."""
    from gongkai.core.access.dbroles import plan as planned

    statements = planned(session.office, writes)
    for statement in statements:
        click.echo(f"{statement};")
    if not statements:
        session.note(T("角色与授权一致，没有要改的。", "The roles are as the grants say; nothing to change."))


@roles.make("apply", T("按授权建立或更新角色、列权限和行级策略，一次完成。",
                       "Make roles, privileges and row policies what the grants say, at once."), WRITES, output=False)  # fmt: skip
@click.pass_obj
def apply(session: "Session", writes: bool | None) -> None:
    """Run the plan."""
    from gongkai.core.access.dbroles import apply as run

    count = run(session.office, writes)
    session.note(
        T(f"执行了 {count} 条语句。以后授权一改，角色随之更新。", f"{count} statements run. From now on the roles follow the grants.")
        if count else T("角色与授权一致，没有要改的。", "The roles are as the grants say; nothing to change.")
    )  # fmt: skip


@roles.make("list", T("列出角色、其账号和能否登录。", "List roles, their accounts, and whether they may connect."))
@click.pass_obj
def listed(session: "Session") -> None:
    """One line for each role."""
    from gongkai.core.access.dbroles import made

    office = session.office
    names = dict(office.rows("SELECT uid, name FROM {account}"))
    yes, no = T("是", "yes"), T("否", "no")
    heads = (
        ("role", T("角色", "Role")),
        ("account", T("账号", "Account")),
        ("login", T("可登录", "Connects")),
        ("writes", T("可写", "Writes")),
    )
    session.emit(heads, [
        (role.name, names.get(role.account, role.account), str(yes if role.login else no), str(yes if role.writes else no))
        for role in made(office)
    ])  # fmt: skip


@roles.make("login", T("给账号的角色设密码，使其能用 psql 等程序连接；--off 则不许连接。密码从提示或标准输入读取。",
                       "Give an account's role a password, so that it connects with psql or another program; --off locks it"
                       " out. The password is read from a prompt or from stdin."),
            ACCOUNT, option("--off", words=T("不许连接。", "Lock it out."), is_flag=True), output=False)  # fmt: skip
@click.pass_obj
def login(session: "Session", account: str, off: bool) -> None:
    """Only the scrambled password goes to the server."""
    from gongkai.cli.commands.access import new_password
    from gongkai.core.access.dbroles import let_in

    role = let_in(session.office, account, None if off else new_password())
    session.note(
        T(f"角色 {role.name} 不再能连接。", f"The role {role.name} can no longer connect.") if off
        else T(f"角色 {role.name} 可以连接了。", f"The role {role.name} can connect now.")
    )  # fmt: skip


@roles.make("remove", T("删去本单位的全部角色和策略。", "Drop every role and policy of this office."), output=False)
@click.pass_obj
def remove(session: "Session") -> None:
    """Nothing of the office's data is touched."""
    from gongkai.core.access.dbroles import remove as dropped

    count = dropped(session.office)
    session.note(counted(count, T("删去了 {n} 个角色。", "{n} role dropped."), "{n} roles dropped."))
