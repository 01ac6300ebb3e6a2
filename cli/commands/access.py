"""``gongkai access explain``: may this account do this here, and why."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import Group, argument
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session

access = Group("access", T("权限：谁在哪里可以做什么。", "Rights: who may do what where."))


@access.make(
    "explain",
    T("说明一个账号在某地能否做某事，逐条列出它的授权。不允许时退出码为 1。",
      "Say whether an account may do something somewhere, grant by grant. Exit code 1 when it may not."),
    argument("account", T("账号。", "The account."), T("账号", "ACCOUNT")),
    argument("code", T("区划：代码、名称或首字母。", "A division: code, name or initials."), T("区划", "PLACE")),
    argument(
        "verb", T("权限：view 查看、edit 编辑、review 审核、sign 签发、publish 公开、assign 交办、administer 管理……",
                  "The right: view, edit, review, sign, publish, assign, administer …"), T("权限", "VERB")),
)  # fmt: skip
@click.pass_context
def explain(ctx: click.Context, account: str, code: str, verb: str) -> None:
    """The verdict, then what each grant says about it."""
    from gongkai.core.access import VERBS
    from gongkai.core.access import explain as ask
    from gongkai.core.errors import BadInput

    session: Session = ctx.obj
    office = session.office
    known = [row[0] for row in office.rows("SELECT name FROM {account} ORDER BY name")]
    name, right = clean_line(account), clean_line(verb)
    by_word = {word: key for key, words in VERBS.items() for word in (key, words.zh, words.en)}
    for given, all_known, what in (
        (name, known, T("账号", "account")),
        (right, [key for key in VERBS if right not in by_word], T("权限", "right")),
    ):
        if given not in all_known and all_known:
            near = nearest(given, all_known)
            shown = ", ".join(all_known[:12])
            raise BadInput(
                T(f"没有{what.zh} {given[:40]}。", f"There is no {what.en} {given[:40]}."),
                T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.")
                if near
                else T(f"有：{shown}。", f"There are: {shown}."),
            )
    key = by_word[right]
    scope = office.place(clean_line(code))
    may, lines = ask(office, name, key, scope)
    place, what = office.place_name(scope), VERBS[key]
    verdict = (
        T(f"{name} 在{place}可以“{what.zh}”。", f"{name} may {what.en} at {place}.") if may
        else T(f"{name} 在{place}不能“{what.zh}”。", f"{name} may not {what.en} at {place}.")
    )  # fmt: skip
    if session.tables:
        click.echo(str(verdict))
        for line in lines:
            click.echo(f"- {clean_line(str(line))}")
    else:
        session.emit_one(
            {"account": name, "place": place, "verb": key, "allowed": may, "grants": [str(line) for line in lines]}
        )
    if not may:
        ctx.exit(1)
