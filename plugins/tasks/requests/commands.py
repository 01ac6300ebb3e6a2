"""``gongkai request receive, timeline, notice, forms, fee, recount, report``: what the register does not do itself."""

from pathlib import Path
from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.annual.commands import report


@click.group(help=str(T("依申请公开。", "Requests on application.")))
def request() -> None:
    """Group of the requests' own commands; they join those of the register."""


request.add_command(report)


def _values(words: tuple[str, ...]) -> dict[str, str | None]:
    from gongkai.core.errors import UsageError

    given: dict[str, str | None] = {}
    for word in words:
        name, mark, text = word.partition("=")
        if not mark:
            raise UsageError(
                T(f"“{clean_line(word)[:40]}”不是 字段=值。", f"“{clean_line(word)[:40]}” is not FIELD=VALUE."),
                T("例如 name=张三。", "For example name=…"),
            )
        given[name.strip()] = text if text.strip() else None
    return given


@request.command(
    short_help=str(T("登记一件申请和它的申请人", "Enter a request and its applicant")),
    help=str(
        T("登记一件申请和它的申请人，输出编号。申请人的字段：name、kind、id_kind、id_no、agent、phone、email、address；其余是申请的字段。",
          "Enter a request and its applicant; prints its id. Fields of the applicant: name, kind, id_kind, id_no, agent,"
          " phone, email, address; all others are the request’s.")
    ),
)  # fmt: skip
@click.argument("values", metavar="FIELD=VALUE", nargs=-1, required=True)
@click.pass_obj
def receive(context: Any, values: tuple[str, ...]) -> None:
    """Take a request."""
    from gongkai.plugins.tasks.requests.intake import receive as take
    from gongkai.plugins.tasks.requests.telling import doubt

    office = context.office
    made = take(office, _values(values))
    click.echo(made.uid)
    due = T("，{due}前答复", ", reply by {due}").format(due=made.due) if made.due else T("", "")
    context.note(T(f"已登记：{made.number} {made.title}", f"Entered: {made.number} {made.title}") + due)
    said = doubt(office, made)
    if said is not None:
        context.note(said)


@request.command(
    help=str(
        T("一件申请的全过程：每个事件和它之后的期限。", "The life of a request: each event and the clock after it.")
    )
)
@click.argument("uid", metavar="ID")
@click.pass_obj
def timeline(context: Any, uid: str) -> None:
    """Show the events."""
    from gongkai.plugins.tasks.requests.timeline import explain
    from gongkai.plugins.tasks.requests.timeline import timeline as events

    office = context.office
    record = office.register("request").get(clean_line(uid))
    columns = (
        ("day", T("日期", "Day")), ("what", T("事件", "Event")), ("detail", T("说明", "Detail")),
        ("clock", T("计时", "Clock")), ("due", T("答复期限", "Due")),
    )  # fmt: skip
    context.emit(columns, [(m.day, str(m.what), str(m.detail), str(m.clock), m.due) for m in events(office, record)])
    context.note(explain(office, record)[1])


@request.command(
    help=str(T("列出文书种类，及本单位是否有自己的模板。", "The forms, and whether the office has its own template."))
)
@click.pass_obj
def forms(context: Any) -> None:
    """List the forms."""
    from gongkai.core.templates import own_path
    from gongkai.plugins.tasks.requests.notices import KIND
    from gongkai.plugins.tasks.requests.notices import forms as known

    office = context.office
    columns = (("key", T("代号", "Key")), ("name", T("名称", "Name")), ("own", T("自有模板", "Own template")))
    rows = []
    for form in known(office).values():
        own = own_path(office, KIND, form.key)
        rows.append((form.key, str(form.name), own.relative_to(office.folder).as_posix() if own.is_file() else ""))
    context.emit(columns, rows)


@request.command(
    help=str(T("按模板制作文书并登记；不写种类的为答复书。不写 --file 时显示文本，--preview 只看不登记。",
               "Make a notice from its template and enter it; without a form the reply. Without --file the text is shown;"
               " --preview enters nothing."))
)  # fmt: skip
@click.argument("uid", metavar="ID")
@click.argument("form", metavar="FORM", default="")
@click.option(
    "--file",
    "path",
    default="",
    metavar="FILE",
    help=str(T("写入 .docx、.md 或 .txt。", "Write a .docx, .md or .txt.")),
)
@click.option("--doc-no", default="", metavar="TEXT", help=str(T("文号。", "Document number.")))
@click.option(
    "--party",
    default="",
    metavar="TEXT",
    help=str(T("征求了几方时，指明哪一方。", "Which party, where several are consulted.")),
)
@click.option("--preview", is_flag=True, help=str(T("只看文本，不登记。", "Only show it; nothing is entered.")))
@click.pass_obj
def notice(context: Any, uid: str, form: str, path: str, doc_no: str, party: str, preview: bool) -> None:
    """Make a notice."""
    from gongkai.core.docx import save
    from gongkai.plugins.tasks.requests.notices import enter, make

    office = context.office
    record = office.register("request").get(clean_line(uid))
    found, text = make(office, record, form, clean_line(doc_no), party)
    if path:
        save(Path(path), text)
        context.note(T("已写入 {path}。", "Written to {path}.").format(path=path))
    else:
        click.echo(text, nl=False)
    if not preview:
        made = enter(office, record, found, clean_line(doc_no))
        context.note(T(f"已登记{found.name.zh} {made.uid}。", f"Entered {found.name.en}: {made.uid}."))


@request.command(
    help=str(
        T(
            "试算信息处理费：一个申请人一个月的件数，或一件的页数。",
            "The fee for so many items in a month, or pages of one.",
        )
    )
)
@click.option("--items", type=click.IntRange(0, 100_000), help=str(T("件数。", "Items.")))
@click.option("--pages", type=click.IntRange(0, 1_000_000), help=str(T("页数。", "Pages.")))
@click.pass_obj
def fee(context: Any, items: int | None, pages: int | None) -> None:
    """Work out a fee."""
    from gongkai.core.errors import UsageError
    from gongkai.plugins.tasks.requests.fees import by_items, by_pages
    from gongkai.plugins.tasks.requests.rules import fee_on

    if (items is None) == (pages is None):
        raise UsageError(
            T("按件和按量只能选一种。", "By item or by page: one of the two."), T("写 --items 或 --pages。", "Give --items or --pages.")
        )  # fmt: skip
    rule = fee_on(context.office, context.office.today.isoformat())
    yuan = 0 if rule is None else by_items(rule, items) if items is not None else by_pages(rule, pages or 0)
    mode = T("件", "items") if items is not None else T("页", "pages")
    columns = (("count", T("数量", "Count")), ("of", T("单位", "Of")), ("yuan", T("金额（元）", "Yuan")))
    context.emit(columns, [(items if items is not None else pages, str(mode), yuan)])
