"""``gongkai plugin check``: a plugin on the disk, looked at and tried in an office made for that."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.commands.plugin import plugin
from gongkai.cli.words import argument
from gongkai.core.errors import CheckFailed
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.plugins.project import Project
    from gongkai.core.plugins.public import Seen

PATIENCE = 90.0
TRIED = (("today",), ("unit", "list", "--limit", "1"), ("doctor",), ("verify",))
"""Commands that end well in a new office, whatever plugins it has."""


@plugin.make(
    "check", T("检查磁盘上的插件：看源码，再放进一个新建的单位试用；有问题时退出码 1。",
               "Check a plugin on the disk: its source, then how it works in a new office; exit 1 when something is wrong."),
    argument("path", T("项目文件夹、包或 .py 文件。", "A project's folder, a package or a .py file."), T("路径", "PATH"),
             required=False, default="."),
)  # fmt: skip
@click.pass_obj
def check(session: "Session", path: str) -> None:
    """Look at the sources, then try it."""
    from gongkai.core.plugins.project import projects

    found = projects(Path(path))
    seen = [one for project in found for one in _sources(project)]
    seen += _tried(found)
    columns = (
        ("severity", T("程度", "Severity")), ("file", T("文件", "File")), ("line", T("行", "Line")), ("what", T("问题", "What")),
    )  # fmt: skip
    session.emit(columns, [
        (T("错误", "wrong") if one.wrong else T("建议", "advice"), one.file, one.line or None, one.what) for one in seen
    ])  # fmt: skip
    wrong = sum(one.wrong for one in seen)
    if wrong:
        raise CheckFailed(
            T(f"{wrong} 处不对。", f"{wrong} things are wrong."),
            T("改正后再查；全部要求用 pytest --gongkai-conformance 检验。",
              "Mend them and check again; pytest --gongkai-conformance tests all that a plugin must hold."),
        )  # fmt: skip
    names = ", ".join(project.name for project in found)
    session.note(T(f"{names} 没有问题。", f"{names}: all well."))


def _sources(project: "Project") -> "Iterator[Seen]":
    from gongkai.core.plugins.public import look

    for path in project.sources:
        yield from look(path, project.root, slow=path == project.main)


def _tried(found: "list[Project]") -> "Iterator[Seen]":
    """The plugins in a new office of a village, in processes of their own."""
    from gongkai.core.plugins.project import command, environment, put_into
    from gongkai.core.plugins.public import Seen
    from gongkai.core.setup import init_office

    with tempfile.TemporaryDirectory(prefix="gongkai-check-") as work:
        office = Path(work) / "office"
        init_office(office, "511923101201", account="admin").close()
        put_into(found, office)
        surroundings = environment(found, Path(work) / "installed")
        names = {project.name: project for project in found}
        for words in (("plugin", "list", "--format", "json"), *TRIED):
            try:
                done = subprocess.run(
                    command("-C", str(office), *words),
                    capture_output=True,
                    text=True,
                    env=surroundings,
                    timeout=PATIENCE,
                )
            except subprocess.TimeoutExpired:
                yield Seen(
                    "gongkai " + " ".join(words),
                    0,
                    T(f"{PATIENCE:.0f} 秒没有结束。", f"not finished in {PATIENCE:.0f} s."),
                )
                return
            if words[0] == "plugin":
                rows = json.loads(done.stdout) if done.stdout.strip() else []
                for row in rows:
                    if row["name"] in names and row["fault"]:
                        yield Seen(names[row["name"]].main.name, 0, T(row["fault"], row["fault"]))
            elif done.returncode:
                told = " ".join(done.stderr.split())[:300]
                yield Seen(
                    "gongkai " + " ".join(words),
                    0,
                    T(f"退出码 {done.returncode}：{told}", f"exit {done.returncode}: {told}"),
                )
            else:
                for line in done.stderr.splitlines():
                    if any(f" {name} " in f" {line} " for name in names):
                        yield Seen("gongkai " + " ".join(words), 0, T(line, line))
