"""``gongkai bundle mend, reject``: what becomes of records that were set aside."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.errors import GongkaiError, UsageError
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session

WORDS = T(
    "隔离编号或记录编号，见 gongkai quarantine list。",
    "Ids of what was set aside, or of records; see gongkai quarantine list.",
)
WORD = T("编号", "ID")


@command(
    "mend",
    T("采用隔离的记录：原样再试，或先改字段；两边都改的写入未采用的值。",
      "Take records that were set aside: as they are, or with fields changed first; of contested ones, write the value that gave way."),
    argument("words", WORDS, WORD, nargs=-1),
    option("--all", "everything", words=T("所有待处理的。", "All that wait."), is_flag=True),
    option("--set", "pairs", words=T("改一个字段，可多次。", "Change a field; may be given several times."),
           shown=T("字段=值", "FIELD=VALUE"), multiple=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def mend(session: "Session", words: tuple[str, ...], everything: bool, pairs: tuple[str, ...]) -> None:
    """Try each, and say which still cannot be taken."""
    from gongkai.core.exchange.aside import mend as take
    from gongkai.core.exchange.aside import waiting

    _some(words, everything)
    values = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(
                T(f"--set “{pair}”缺少等号。", f"--set “{pair}” has no “=”."),
                T("写成 字段=值。", "Write FIELD=VALUE."),
            )
        values[name.strip()] = value
    done, last = 0, None
    for row in waiting(session.office, words):
        try:
            take(session.office, row, values)
            done += 1
        except GongkaiError as error:
            if not everything:
                raise
            last = error
            session.note(T(f"{row['uid']} {row['register']} {row['record']}：{error.message.zh}",
                           f"{row['uid']} {row['register']} {row['record']}: {error.message.en}"))  # fmt: skip
    session.note(T(f"已采用 {done} 条。", f"Took {done} records."))
    if last is not None and not done:
        raise last


@command(
    "reject",
    T("退回隔离的记录，理由随回执告知对方；也用于了结两边都改的。",
      "Leave records out for good; the sender reads why in the next receipt. Settles contested ones, too."),
    argument("words", WORDS, WORD, nargs=-1),
    option("--all", "everything", words=T("所有待处理的。", "All that wait."), is_flag=True),
    option("--reason", words=T("理由。", "Why."), shown=T("文字", "TEXT"), required=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def reject(session: "Session", words: tuple[str, ...], everything: bool, reason: str) -> None:
    """Reject each."""
    from gongkai.core.exchange.aside import reject as leave_out
    from gongkai.core.exchange.aside import waiting

    _some(words, everything)
    found = waiting(session.office, words)
    for row in found:
        leave_out(session.office, row, reason)
    session.note(T(f"已退回 {len(found)} 条。", f"Rejected {len(found)} records."))


def _some(words: tuple[str, ...], everything: bool) -> None:
    if not words and not everything:
        raise UsageError(
            T("没有指明哪些记录。", "No record is named."), T("给出编号，或用 --all。", "Give ids, or --all.")
        )
