"""Reading TOML so that a mistake is told by file, line, key and the nearest right key."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

S = TypeVar("S", bound=msgspec.Struct)
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The tables of a file, and its text (for telling lines).

    Raises:
        BadInput: not readable, not UTF-8, or not TOML; says file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(
            T(f"读不了 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."),
            T("检查路径和权限。", "Check the path and its permissions."),
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            T(f"{path} 不是 UTF-8 编码。", f"{path} is not UTF-8."),
            T("用编辑器另存为 UTF-8。", "Save it as UTF-8 in your editor."),
        ) from error
    try:
        return tomli.loads(text), text
    except tomli.TOMLDecodeError as error:
        raise BadInput(
            T(f"{path} 不是合规的 TOML：{error}。", f"{path} is not valid TOML: {error}."),
            T("改正该行后重试。", "Mend that line and try again."),
        ) from error


def line_of(text: str, table: str, index: int | None, key: str = "") -> int:
    """The line (from 1) of ``key`` in ``[table]`` or in the ``index``-th ``[[table]]``; of the header without key."""
    lines, headers = _outline(text)
    seen, start, end = -1, 0, len(lines)
    for number, name in headers:
        if start and not (name.startswith(f"{table}.")):
            end = number
            break
        if name == table and not start:
            seen += 1
            if index is None or seen == index:
                start = number + 1
    if not start and index is None:
        # a dotted key or an inline table at the top of the file
        for number, line in enumerate(lines):
            if re.match(rf"\s*{re.escape(table)}\s*[.=]", line):
                return number + 1
        return 1
    if key:
        pattern = re.compile(rf'(?:^|[\s{{,.])"?{re.escape(key)}"?\s*[=.]')
        for number in range(start, end):
            if pattern.search(lines[number]):
                return number + 1
    return max(start, 1)


@lru_cache(maxsize=64)
def _outline(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """Lines of a file, and its headers by line: asked for again with every value whose line is told."""
    lines = text.splitlines()
    found = [(number, _HEADER.match(line)) for number, line in enumerate(lines)]
    return lines, [(number, header[2].replace('"', "").replace(" ", "")) for number, header in found if header]


def convert(table: dict[str, Any], struct: type[S], where: T, locate: Any) -> S:
    """A table as a typed struct.

    Args:
        where: what the table is, for the message.
        locate: called with the offending key, gives ``(file, line)``.

    Raises:
        BadInput: an unknown key, a missing key or a wrong type; names file, line, key and the nearest right one.
    """
    try:
        return msgspec.convert(table, struct, strict=True)
    except msgspec.ValidationError as error:
        message = str(error)
        unknown = re.search(r"unknown field `([^`]+)`", message)
        missing = re.search(r"missing required field `([^`]+)`", message)
        path = re.search(r"at `\$([^`]*)`", message)
        steps = re.findall(r"\.([A-Za-z_]\w*)", path[1]) if path else []
        if unknown:
            key = unknown[1]
            file, line = locate(key)
            near = _nearest(key, _keys(struct, steps))
            raise BadInput(
                T(f"{file}:{line}：{where.zh} 里不认识的键 {key}。", f"{file}:{line}: unknown key {key} in {where.en}."),
                T(f"最接近的是 {near}。", f"The nearest known key is {near}.") if near
                else T("删去这一行，或查阅文档中的键名。", "Remove it, or look up the keys in the documentation."),
            ) from error  # fmt: skip
        key = missing[1] if missing else (steps[-1] if steps else "")
        file, line = locate("" if missing else (steps[0] if steps else ""))
        if missing:
            raise BadInput(
                T(f"{file}:{line}：{where.zh} 缺少 {key}。", f"{file}:{line}: {where.en} lacks {key}."),
                T(f"补上 {key} = …。", f"Add {key} = …."),
            ) from error
        raise BadInput(
            T(f"{file}:{line}：{where.zh} 的 {key or '值'} 类型不对（{message}）。",
              f"{file}:{line}: {key or 'the value'} of {where.en} has the wrong type ({message})."),
            T("按文档中的写法改正。", "Write it as the documentation shows."),
        ) from error  # fmt: skip


def _keys(struct: Any, steps: Sequence[str]) -> list[str]:
    """Field names of the struct that the path leads to."""
    for step in steps:
        found = next((f.type for f in msgspec.structs.fields(struct) if f.name == step), None)
        inner = [found, *getattr(found, "__args__", ())]
        struct = next((t for t in inner if isinstance(t, type) and issubclass(t, msgspec.Struct)), struct)
    return [f.encode_name for f in msgspec.structs.fields(struct)]


def _nearest(word: str, options: Sequence[str]) -> str:
    from difflib import get_close_matches  # only when something is wrong

    found = get_close_matches(word, options, n=1, cutoff=0.4)
    return found[0] if found else ""
