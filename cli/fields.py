"""Fields on the command line: their names as typed, ``FIELD=VALUE``, and their meaning on help pages."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.errors import GongkaiError, UsageError
from gongkai.core.i18n import T
from gongkai.core.resource import Resource
from gongkai.core.text import clean

if TYPE_CHECKING:
    from gongkai.cli.context import Session

SHOWN = 12  # choices named on a help page
HEADING = T("字段", "Fields")
KINDS: dict[str, T] = {
    "text": T("文字", "text"),
    "long": T("长文字", "long text"),
    "choice": T("选一项", "one of a list"),
    "many": T("可选多项，用逗号隔开", "several of a list, parted by commas"),
    "date": T("日期，如 2026-11-22", "a date, such as 2026-11-22"),
    "moment": T("时刻", "a moment"),
    "integer": T("整数", "a whole number"),
    "decimal": T("数字", "a number"),
    "flag": T("是 / 否", "yes / no"),
    "unit": T("单位：编号、名称或首字母", "a unit: id, name or initials"),
    "place": T("区划：代码、名称或首字母", "a division: code, name or initials"),
    "nodes": T("区划和单位，用逗号隔开", "divisions and units, parted by commas"),
    "ref": T("另一条记录的编号", "the id of another record"),
}
Pairs = Sequence[tuple[str, T]]


def name_of(resource: Resource, text: str) -> str:
    """The field that a person means by its name or its label.

    Raises:
        BadInput: there is none; names the nearest.
    """
    word = clean(text).strip()
    for name, meta in resource.fields.items():
        if word == name or word == meta.label.zh or word.lower() == meta.label.en.lower():
            return name
    resource.meta(word)  # a built-in one (stage, uid), or the error
    return word


def pairs_of(resource: Resource, words: Sequence[str]) -> dict[str, str]:
    """``FIELD=VALUE`` words as field to text.

    Raises:
        UsageError: a word has no ``=``, or a field stands twice.
        BadInput: there is no such field.
    """
    found: dict[str, str] = {}
    for word in words:
        left, equals, right = word.partition("=")
        if not equals:
            raise UsageError(
                T(f"“{clean(word)[:40]}”要写成 字段=值。", f"“{clean(word)[:40]}” must be written as FIELD=VALUE."),
                T("例如 phone=0827-1234567。", "For example phone=0827-1234567."),
            )
        name = name_of(resource, left)
        if name in found:
            raise UsageError(
                T(f"字段 {name} 写了两次。", f"Field {name} stands twice."), T("只写一次。", "Write it once.")
            )
        found[name] = clean(right)
    return found


def known_words(session: "Session", resource: Resource) -> Mapping[str, Pairs]:
    """The choices of each field, as they are here; none where the lists cannot be read."""
    found: dict[str, Pairs] = {}
    for name, meta in resource.fields.items():
        if isinstance(meta.choices, str):
            try:
                found[name] = session.lists.choices.get(meta.choices, ())
            except GongkaiError:
                found[name] = ()  # a faulty rule file: a help page is shown all the same
        elif meta.choices:
            found[name] = meta.choices
    return found


def write_fields(formatter: click.HelpFormatter, resource: Resource, choices: Mapping[str, Pairs]) -> None:
    """The register's fields with label, meaning, choices; those that must be filled are marked ``*``."""
    rows = [
        (f"{name}{' *' if meta.required is True else ''}", str(_said(meta, choices.get(name, ()))))
        for name, meta in resource.fields.items()
        if not meta.system and (name != "unit" or resource.placed)
    ]
    if rows:
        with formatter.section(str(HEADING + T("（* 必填）", " (* must be filled)"))):
            formatter.write_dl(rows)


def _said(meta: Any, choices: Pairs) -> T:
    parts: list[T] = [meta.label]
    if meta.help:
        parts.append(T(meta.help.zh.rstrip("。"), meta.help.en.rstrip(".")))
    if choices:
        number, listed = len(choices), choices[:SHOWN]
        words = T("、".join(f"{k}（{w.zh}）" for k, w in listed), ", ".join(f"{k} ({w.en})" for k, w in listed))
        parts.append(words + T(f"等 {number} 项", f" … {number} in all") if number > SHOWN else words)
    elif meta.kind in KINDS and meta.kind != "text":
        parts.append(KINDS[meta.kind])
    return T("；".join(part.zh for part in parts) + "。", "; ".join(part.en for part in parts) + ".")
