"""Reads the project's own source text: what the tests of this folder ask about it."""

import ast
import io
import re
import string
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "plugins", "levels", "cli", "tui", "testing")

MARKER = "zh-data"
"""``# zh-data`` on a literal's line or its statement's first line: Chinese that is data, not screen text."""

# ideographs, their punctuation and the full-width forms
CJK = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

# In two halves, so that a search through the project finds only real ones.
OPEN_WORDS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b")
OPEN_ERROR = "NotImplementedError"


@dataclass(frozen=True)
class Source:
    """One Python file: its name for messages, its text and its tree."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    def lines_marked(self) -> set[int]:
        """The numbers of the lines that carry the marker in a comment."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {t.start[0] for t in tokens if t.type == tokenize.COMMENT and MARKER in t.string}


def sources(*rooms: str) -> list[Source]:
    """All Python files of these rooms."""
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


def own_files() -> list[Source]:
    """The files of ``src/gongkai`` itself (its folders are links to the rooms)."""
    paths = sorted((ROOT / "src" / "gongkai").glob("*.py"))
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


def _is_text(node: ast.AST) -> bool:
    """A call of ``T(...)`` or ``same(...)``."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in ("T", "same")


def bare_chinese(source: Source) -> Iterator[str]:
    """Chinese literals outside ``T(...)`` and ``same(...)``; docstrings, marked lines, escapes excepted."""
    if f"# {MARKER}: module" in source.text:
        return  # a parsing table: the module says so at its top
    marked = source.lines_marked()
    written = source.text.splitlines()

    def visit(node: ast.AST, statement: ast.stmt | None) -> Iterator[str]:
        if _is_text(node) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            return
        if isinstance(node, ast.stmt):
            statement = node
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CJK.search(node.value):
            lines = {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
            lines.add(statement.lineno if statement else node.lineno)
            escaped = not CJK.search("".join(written[node.lineno - 1 : node.end_lineno]))
            if not escaped and not lines & marked:
                yield f"{source.name}:{node.lineno}: {node.value[:40]!r}"
        for child in ast.iter_child_nodes(node):
            yield from visit(child, statement)

    yield from visit(source.tree, None)


def placeholders(text: str) -> set[str] | None:
    """The ``{names}`` in a text, None when the braces do not pair (the text is never formatted)."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _written(node: ast.expr) -> str | None:
    """The literal words of an argument, also of an f-string (without its values); None when it has none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant)) or "{}"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def faulty_texts(source: Source) -> Iterator[str]:
    """``T(...)`` whose languages do not match: one is missing, English holds Chinese, ``{names}`` differ."""
    marked = source.lines_marked()
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and _is_text(node) and ast.unparse(node.func).endswith("T")):
            continue
        named = {word.arg: word.value for word in node.keywords}
        both = [*node.args, *(named[name] for name in ("zh", "en") if name in named)]
        words = [written for part in both if (written := _written(part)) is not None]
        if len(words) != 2 or {*range(node.lineno, (node.end_lineno or node.lineno) + 1)} & marked:
            continue
        zh, en = words
        where = f"{source.name}:{node.lineno}: {zh[:40]!r}"
        if bool(zh) != bool(en):
            yield f"{where}: one language is empty"
        elif CJK.search(en):
            yield f"{where}: the English text holds Chinese: {en[:40]!r}"
        elif placeholders(zh) != placeholders(en) and all(isinstance(part, ast.Constant) for part in both):
            yield f"{where}: different {{names}}: {placeholders(zh)} and {placeholders(en)}"


def _stands_for_nothing(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """The body, its docstring apart, is only ``...`` or ``pass``."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and body[0].value.value is not ...:
        body = body[1:]
    return bool(body) and all(
        isinstance(line, ast.Pass)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and line.value.value is ...)
        for line in body
    )


def unfinished(source: Source) -> Iterator[str]:
    """Open ends: words that promise work, errors that stand for code, functions that do nothing.

    Excepted: members of a Protocol, and functions marked overload, abstractmethod or hookspec. A function
    that does nothing on purpose has a docstring that says so, and no other body.
    """
    for number, line in enumerate(source.text.splitlines(), 1):
        if OPEN_WORDS.search(line):
            yield f"{source.name}:{number}: {line.strip()[:60]}"
    shapes = {
        child
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
        for child in (f"{item.lineno}" for item in node.body)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Raise) and node.exc and OPEN_ERROR in ast.unparse(node.exc):
            yield f"{source.name}:{node.lineno}: raises {OPEN_ERROR}"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _stands_for_nothing(node):
            marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
            if f"{node.lineno}" not in shapes and not re.search("overload|abstract|hookspec", marks):
                yield f"{source.name}:{node.lineno}: {node.name}() has no body"
