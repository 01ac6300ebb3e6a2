"""Texts filled from a template: Markdown with marks such as ``{{title}}``, the rules' or the office's own.

An office's own wording lies in its folder ``templates/KIND/KEY.md``; else the body in the rules is used. A line whose marks
are all empty is left out; a mark that nobody knows is refused before anything is written.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean, nearest

if TYPE_CHECKING:
    from gongkai.core.office import Office

LARGEST = 2**20
_MARK = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


def own_path(office: "Office", kind: str, key: str) -> Path:
    """Where the office's own text of a form lies, if it has one."""
    return office.folder / "templates" / kind / f"{key}.md"


def template_of(office: "Office", kind: str, key: str, body: str) -> str:
    """The office's own text of a form, else that of the rules.

    Raises:
        BadInput: the office's file cannot be read as UTF-8 text, or is larger than 1 MB.
    """
    path = own_path(office, kind, key)
    if not path.is_file():
        return body
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        return clean(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadInput(
            T(f"读不了模板 {path}。", f"The template {path} cannot be read."),
            T("存为 UTF-8 文本，不超过 1 MB；删除后用内置文本。", "Keep it as UTF-8 text of at most 1 MB, or remove it."),
        ) from error  # fmt: skip


def marks_of(template: str) -> set[str]:
    """The names of the marks that stand in a template."""
    return set(_MARK.findall(template))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The text with its marks filled; lines whose marks are all empty are left out, and so are doubled blank lines.

    Raises:
        BadInput: a mark that is not known.
    """
    lines: list[str] = []
    for line in template.strip().splitlines():
        names = _MARK.findall(line)
        for name in names:
            if name not in values:
                near = nearest(name, list(values))
                raise BadInput(
                    T(f"模板中的 {{{{{name}}}}} 不认识。", f"The template’s mark {{{{{name}}}}} is not known."),
                    T(f"最接近的是 {near[0]}。" if near else "改正模板。", f"The nearest is {near[0]}." if near else "Mend the template."),
                )  # fmt: skip
        if names and not any(values[name] for name in names):
            continue
        in_table = line.lstrip().startswith("|")
        made = _MARK.sub(lambda found, table=in_table: _value(values[found[1]], table), line)  # type: ignore[misc]
        if made or (lines and lines[-1]):
            lines.append(made)
    return "\n".join(lines).strip() + "\n"


def table(heads: Sequence[T], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown; without rows the word that there is nothing. What a value holds stays in its cell."""
    lines = ["| " + " | ".join(cell(str(value)) for value in row) + " |" for row in rows]
    if not lines:
        return str(T("无。", "None."))
    return "\n".join(["| " + " | ".join(map(str, heads)) + " |", "|" + " --- |" * len(heads), *lines])


def cell(text: str) -> str:
    """A value that cannot leave its cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "／")  # zh-data


def _value(text: str, in_table: bool) -> str:
    return cell(text) if in_table else text
