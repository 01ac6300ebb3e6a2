"""``gongkai access``: may this account do this here, and why; who may do what; passwords."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import Group, argument, option
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.access.explain import Said
    from gongkai.core.office import Office

access = Group("access", T("权限：谁在哪里可以做什么。", "Rights: who may do what where."))
PLACE = T("区划：代码、名称或首字母；或单位：名称、首字母或编号。",
          "A division (code, name or initials), or a unit (name, initials or id).")  # fmt: skip


@access.make(
    "explain",
    T("说明一个账号在某地（或对某单位）能否做某事：由哪项授权决定，其他授权为何不行。不允许时退出码为 1。",
      "Say whether an account may do something at a place (or with a unit), which grant decides, and why each other one"
      " does not. Exit code 1 when it may not."),
    argument("account", T("账号。", "The account."), T("账号", "ACCOUNT")),
    argument("where", PLACE, T("区划或单位", "PLACE|UNIT")),
    argument(
        "verb", T("权限：view 查看、edit 编辑、review 审核、sign 签发、publish 公开、assign 交办、administer 管理……",
                  "The right: view, edit, review, sign, publish, assign, administer …"), T("权限", "VERB")),
)  # fmt: skip
@click.pass_context
def explain(ctx: click.Context, account: str, where: str, verb: str) -> None:
    """The verdict, then what each grant says about it."""
    from gongkai.core.access import VERBS
    from gongkai.core.access.explain import explain as ask

    session: Session = ctx.obj
    office = session.office
    name, right = clean_line(account), clean_line(verb)
    by_word = {word: key for key, words in VERBS.items() for word in (key, words.zh, words.en)}
    known = [row[0] for row in office.rows("SELECT name FROM {account} ORDER BY name")]
    _known(name, known, T("账号", "account"))
    _known(right, by_word, T("权限", "right"), shown=list(VERBS))
    key = by_word[right]
    place, scope, unit = _node(office, where)
    verdict = ask(office, name, key, scope, unit)
    what = VERBS[key]
    if session.tables:
        said = (
            T(f"{name} 在{place}可以“{what.zh}”。", f"{name} may {what.en} at {place}.") if verdict.allowed
            else T(f"{name} 在{place}不能“{what.zh}”。", f"{name} may not {what.en} at {place}.")
        )  # fmt: skip
        click.echo(clean_line(str(said)))
        for one in sorted(verdict.grants, key=lambda one: one is not verdict.decides):
            mark = "*" if one is verdict.decides else "-"
            click.echo(clean_line(str(T(f"{mark} {one.what.zh}：{one.why.zh}", f"{mark} {one.what.en}: {one.why.en}"))))
        if not verdict.grants:
            click.echo(f"- {T('没有任何授权，一律不允许。', 'No grant at all: nothing is allowed.')}")
    else:
        session.emit_one({
            "account": name, "place": place, "unit": unit, "verb": key, "allowed": verdict.allowed,
            "decides": verdict.decides.right.grant if verdict.decides else None,
            "grants": [_plain(one) for one in verdict.grants],
        })  # fmt: skip
    if not verdict.allowed:
        ctx.exit(1)


@access.make(
    "list",
    T("谁在哪里可以做什么：每行一项授权。", "Who may do what where: one grant a line."),
    option("--account", words=T("只看这个账号。", "Only this account."), shown=T("账号", "ACCOUNT"), default=""),
    option("--at", "at", words=T("只看在这个区划或单位有效的授权。", "Only grants that reach this division or unit."),
           shown=T("区划或单位", "PLACE|UNIT"), default=""),
)  # fmt: skip
@click.pass_obj
def list_rights(session: "Session", account: str, at: str) -> None:
    """Grants that the acting account may see, in words."""
    from gongkai.core.access.explain import (
        NOT_IN_FORCE,
        at_words,
        except_words,
        gives_words,
        reach_words,
        who_may,
    )

    office, name = session.office, clean_line(account)
    if name:
        _known(name, [row[0] for row in office.rows("SELECT name FROM {account}")], T("账号", "account"))
    _, scope, unit = _node(office, at) if at else ("", None, "")
    session.emit(
        [("uid", T("编号", "Id")), ("account", T("账号", "Account")), ("gives", T("权限", "Gives")),
         ("at", T("范围", "On")), ("reach", T("到哪一级", "Reach")), ("except", T("除外", "Except")),
         ("from", T("起", "From")), ("to", T("止", "To")), ("state", T("状态", "State"))],
        (
            (right.grant, who, str(gives_words(office, right)), at_words(office, right), str(reach_words(right)),
             str(except_words(office, right)), right.valid_from, right.valid_to,
             str(NOT_IN_FORCE[right.why_not].format(start=right.valid_from, end=right.valid_to)) if right.why_not
             else str(T("有效", "in force")))
            for who, right in who_may(office, name, scope, unit)
        ),
        keep=("uid",),
    )  # fmt: skip


@access.make(
    "passwd",
    T("设置密码（共用数据库时打开工作区要输入）；从提示或标准输入读取，不写在命令行上。",
      "Set a password, which is asked for when a shared store is opened. It is read from a prompt or from stdin,"
      " never from the command line."),
    argument("account", T("账号；不写时为自己。", "The account; else one's own."), T("账号", "ACCOUNT"), required=False),
    option("--remove", words=T("取消密码。", "Take the password away."), is_flag=True, default=False),
    output=False,
)  # fmt: skip
@click.pass_obj
def passwd(session: "Session", account: str | None, remove: bool) -> None:
    """Read a new password twice (once from a pipe) and keep its hash."""
    from gongkai.core.access.passwords import remove_password, set_password

    office = session.office
    name = clean_line(account or "") or office.actor
    if remove:
        remove_password(office, name)
        session.note(T(f"{name} 的密码已取消。", f"The password of {name} is taken away."))
        return
    set_password(office, name, new_password())
    session.note(T(f"{name} 的密码已设置。", f"The password of {name} is set."))


def new_password() -> str:
    """A new password, asked for twice at a keyboard and read once from a pipe.

    Raises:
        BadInput: the two differ.
    """
    from gongkai.core.errors import BadInput

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = str(click.prompt(str(T("新密码", "New password")), hide_input=True, err=True))
    if click.prompt(str(T("再输一次", "Once more")), hide_input=True, err=True) != first:
        raise BadInput(
            T("两次输入不一样，没有修改。", "The two differ; nothing was changed."),
            T("重新输入。", "Type them again."),
        )
    return first


def _known(given: str, known: Any, what: T, shown: Sequence[str] = ()) -> None:
    from gongkai.core.errors import BadInput

    if given in known:
        return
    near = nearest(given, list(known))
    some = ", ".join(list(shown or known)[:12])
    raise BadInput(
        T(f"没有{what.zh} {given[:40]}。", f"There is no {what.en} {given[:40]}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.")
        if near
        else T(f"有：{some}。", f"There are: {some}."),
    )


def _node(office: "Office", text: str) -> tuple[str, int, str]:
    """Name, scope and unit (or none) of what was named."""
    node = office.node(clean_line(text))
    if isinstance(node, int):
        return office.place_name(node), node, ""
    return node.name, node.scope, node.uid


def _plain(one: "Said") -> dict[str, Any]:
    return {"grant": one.right.grant, "what": str(one.what), "allows": one.allows, "why": str(one.why)}
