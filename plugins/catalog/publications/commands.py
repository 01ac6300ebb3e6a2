"""``gongkai publication draft, attach, prove``: what the register's own commands cannot do."""

from pathlib import Path
from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line


@click.group(help=str(T("公开信息。", "Publications.")))
def publication() -> None:
    """Group of the publications' own commands; they join those of the register."""


@publication.command(
    help=str(T("为一个目录条目起草公开信息，输出编号。", "Begin a draft for a catalogue entry; prints its id."))
)
@click.argument("entry", metavar="ENTRY")
@click.argument("values", metavar="FIELD=VALUE", nargs=-1)
@click.pass_obj
def draft(context: Any, entry: str, values: tuple[str, ...]) -> None:
    """Draft, with fields set at once."""
    from gongkai.core.errors import UsageError
    from gongkai.plugins.catalog.drafting import begin

    given: dict[str, str | None] = {}
    for word in values:
        name, mark, text = word.partition("=")
        if not mark:
            raise UsageError(
                T(f"“{clean_line(word)[:40]}”不是 字段=值。", f"“{clean_line(word)[:40]}” is not FIELD=VALUE."),
                T("例如 content=……", "For example content=…"),
            )
        given[name] = text if text.strip() else None
    office = context.office
    made = begin(office, office.register("entry").get(clean_line(entry)), given)
    click.echo(made.uid)
    click.echo(str(T(f"已起草：{made.title}", f"Drafted: {made.title}")), err=True)


@publication.command(
    help=str(
        T("加入附件：复制到本单位并记下校验值。", "Add files: they are copied into the office and known by their hash.")
    )
)
@click.argument("uid", metavar="ID")
@click.argument("files", metavar="FILE", nargs=-1, required=True)
@click.pass_obj
def attach(context: Any, uid: str, files: tuple[str, ...]) -> None:
    """Attach files to a draft."""
    from gongkai.plugins.catalog.publications.files import attach as add

    office = context.office
    record = office.register("publication").get(clean_line(uid))
    for name in files:
        made = add(office, record, Path(name))
        click.echo(f"{made.sha256}  {made.name}")


@publication.command(
    help=str(T("为一处公开位置留存截图或照片作凭证。", "Keep a screenshot or photograph as the proof of a posting."))
)
@click.argument("posting", metavar="POSTING")
@click.argument("file", metavar="FILE")
@click.pass_obj
def prove(context: Any, posting: str, file: str) -> None:
    """Keep the proof."""
    from gongkai.plugins.catalog.publications.files import prove as add

    office = context.office
    made = add(office, office.register("posting").get(clean_line(posting)), Path(file))
    click.echo(f"{made.proof_hash}  {made.proof}")
