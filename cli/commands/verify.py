"""``gongkai verify``: has anything been changed behind the ledger's back?"""

import sys
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import command
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session


@command(
    "verify",
    T("核对台账与每一条记录。绕过台账的改动逐条列出，退出码为 1。",
      "Hold the ledger against every row. What was changed behind it is named line by line; exit code 1."),
)  # fmt: skip
@click.pass_obj
def verify(session: "Session") -> None:
    """Check everything; faults are data, the summary is narration."""
    from gongkai.core.errors import CheckFailed
    from gongkai.core.ledger.verify import verify as check
    from gongkai.core.text import clean_line

    report = check(session.office)
    faults = report.faults or []
    if session.tables:
        for fault in faults:
            sys.stdout.write(clean_line(str(fault)) + "\n")
    elif session.format == "json":
        session.emit_one(
            {
                "intact": not faults, "links": report.links, "lines": report.lines, "rows": report.rows,
                "divisions": report.divisions, "head": report.head,
                "faults": [{"table": f.table, "uid": f.uid, "what": str(f.what)} for f in faults],
            }
        )  # fmt: skip
    else:
        heads = (("table", T("表", "Table")), ("uid", T("编号", "Id")), ("what", T("问题", "What")))
        session.emit(heads, [(f.table, f.uid, f.what) for f in faults])
    seen = T(
        f"已核对 {report.links:,} 笔台账、{report.rows:,} 条记录、{report.divisions:,} 个区划。",
        f"Checked: {report.links:,} links, {report.rows:,} records, {report.divisions:,} divisions.",
    )
    if faults:
        raise CheckFailed(
            T(f"发现 {len(faults)} 处不符。", f"{len(faults)} faults found. ") + seen,
            T(
                "查明原因；可从备份恢复（gongkai restore）。",
                "Find out why; a backup can be restored (gongkai restore).",
            ),
        )
    session.note(T("完好。", "Intact. ") + seen)
