"""``gongkai history``: the newest changes of the whole office."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import command, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session

HEADS = (
    ("seq", T("笔", "No.")),
    ("at", T("时间", "When")),
    ("actor", T("账号", "Account")),
    ("lines", T("记录数", "Records")),
    ("reason", T("事由", "Reason")),
)


@command(
    "history",
    T("全单位最近的变更，新的在前。单条记录用 gongkai 登记册 history 编号。",
      "The newest changes of the whole office. Of one record: gongkai REGISTER history ID."),
    option("--limit", words=T("最多几笔。", "At most so many."), shown=T("数目", "N"), type=click.IntRange(min=1), default=20),
)  # fmt: skip
@click.pass_obj
def history(session: "Session", limit: int) -> None:
    """Links of the ledger."""
    from gongkai.cli.records import local
    from gongkai.core.access import require
    from gongkai.core.ledger.history import recent

    office = session.office
    require(office, "view", office.scope, whole=True)
    tables = session.tables
    rows = (
        (seq, local(at) if tables else at, actor, lines, reason)
        for seq, at, actor, reason, lines in recent(office, limit)
    )
    session.emit(HEADS, rows, keep=("seq", "at"))
