"""``gongkai backup`` and ``gongkai restore``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session

FILE = T("文件", "FILE")


@command(
    "backup",
    T("把整个单位备份到一个文件：设置、规则、插件和存储。别人可以继续工作。",
      "Back the office up into one file: settings, rules, plugins and store. Others may go on working."),
    argument("file", T("备份文件，如 备份.zip。", "The backup, such as backup.zip."), FILE),
    output=False,
)  # fmt: skip
@click.pass_obj
def backup(session: "Session", file: str) -> None:
    """Write the backup."""
    from gongkai.core.backup import backup as write

    about = write(session.office, Path(file))
    session.note(
        T(
            f"已备份到 {file}，台账到第 {about['seq']} 笔。",
            f"Backed up to {file}; the ledger stands at {about['seq']}.",
        )
    )


@command(
    "restore",
    T("把备份恢复到一个新文件夹。", "Bring a backup back into a new folder."),
    argument("file", T("备份文件。", "The backup."), FILE),
    argument("folder", T("不存在或空的文件夹。", "A folder that is not there, or empty."), T("文件夹", "DIR")),
    output=False,
)
@click.pass_obj
def restore(session: "Session", file: str, folder: str) -> None:
    """Restore and say what came back."""
    from gongkai.core.backup import restore as read

    about = read(Path(file), Path(folder))
    session.note(
        T(f"已恢复 {about.get('office', '')}，台账到第 {about.get('seq', 0)} 笔。打开：gongkai -C {folder}",
          f"Restored {about.get('office', '')}; the ledger stands at {about.get('seq', 0)}. Open it: gongkai -C {folder}")
    )  # fmt: skip
