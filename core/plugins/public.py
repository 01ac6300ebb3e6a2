"""What a plugin by others may import, and what its source must not do: looked at without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gongkai.core.i18n import T

PUBLIC = (
    "gongkai",
    "gongkai.cli.kit",
    "gongkai.core.clock",
    "gongkai.core.codes",
    "gongkai.core.docx",
    "gongkai.core.errors",
    "gongkai.core.findings",
    "gongkai.core.hookspecs",
    "gongkai.core.i18n",
    "gongkai.core.measures",
    "gongkai.core.nightly",
    "gongkai.core.office",
    "gongkai.core.profile",
    "gongkai.core.recount",
    "gongkai.core.register",
    "gongkai.core.registry.models",
    "gongkai.core.resource",
    "gongkai.core.rules",
    "gongkai.core.store.fields",
    "gongkai.core.store.record",
    "gongkai.core.tables",
    "gongkai.core.templates",
    "gongkai.core.text",
    "gongkai.core.today",
    "gongkai.core.workflow",
    "gongkai.testing",
    "gongkai.tui.kit",
)
"""Modules whose names stay: they change only with a deprecation that says what to use and until when. ``gongkai.testing``
stands for everything in it; all other modules are private."""
ROUND = {"store": T("存储本身", "the store itself"), "as_system": T("系统身份", "the system's own account")}
DRIVERS = frozenset(("sqlite3", "psycopg", "psycopg2", "apsw"))
SLOW = frozenset(("textual", "rich"))


@dataclass(frozen=True)
class Seen:
    """Something in a source: where, what, and whether it keeps the plugin from being right (else it is advice)."""

    file: str
    line: int
    what: T
    wrong: bool = True


def is_public(module: str) -> bool:
    """Whether a plugin may import it."""
    return module in PUBLIC or module.startswith("gongkai.testing.")


def look(path: Path, root: Path, slow: bool = True) -> Iterator[Seen]:
    """What a source of a plugin should not do.

    Args:
        root: what file names are told from.
        slow: whether the terminal UI's libraries must not be imported at the top (the module that is loaded by every
            command); modules of screens may.
    """
    name = path.relative_to(root).as_posix()
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        yield Seen(name, line, T(f"读不懂：{error}", f"it cannot be read: {error}"))
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ROUND:
            what = ROUND[node.attr]
            yield Seen(name, node.lineno, T(f"用了{what.zh}（.{node.attr}）；读用 office.rows，写用 office.change。",
                                            f"uses {what.en} (.{node.attr}); read with office.rows, write by office.change."))  # fmt: skip
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(name, node)
    for node in tree.body if slow else ():
        for module in _modules(node):
            if module.partition(".")[0] in SLOW or module == "gongkai.tui.kit":
                yield Seen(name, node.lineno, T(f"{module} 拖慢每个命令；放到界面自己的模块里。",
                                                f"{module} slows every command; import it in the screen's own module."))  # fmt: skip


def _imported(name: str, node: ast.Import | ast.ImportFrom) -> Iterator[Seen]:
    for module in _modules(node):
        top = module.partition(".")[0]
        if top in DRIVERS:
            yield Seen(name, node.lineno, T(f"直接用数据库驱动 {module}；读写都通过 office。",
                                            f"uses the database driver {module}; read and write through the office."))  # fmt: skip
        elif top == "gongkai" and not is_public(module) and not module.startswith("gongkai.plugins."):
            yield Seen(name, node.lineno, T(f"{module} 不是公开模块，随时会变；见 docs/hooks.md。",
                                            f"{module} is private and may change; see docs/hooks.md."), wrong=False)  # fmt: skip


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        return (
            [one if is_public(one) else node.module for one in inner]
            if node.module == "gongkai.core"
            else [node.module]
        )
    return []
