"""Changing the office's own file, ``gongkai.toml``, without touching anything else that stands in it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gongkai.core.errors import GongkaiError, StoreError
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import replacing


def edit(path: Path, values: Mapping[str, Mapping[str, Any]]) -> None:
    """Set values by table and key; comments, order and everything else stay. None takes a key away.

    It is written beside the file and put in its place, so a full disk leaves the old one.

    Raises:
        StoreError: it cannot be written.
    """
    import tomlkit  # only for who changes settings

    said: Any = tomlkit.parse(path.read_text("utf-8"))
    for table, pairs in values.items():
        if table not in said:
            said[table] = tomlkit.table()
        for key, value in pairs.items():
            if value is None:
                said[table].pop(key, None)
            else:
                said[table][key] = value
    _replace(path, tomlkit.dumps(said))


def keep_items(path: Path, section: str, items: Iterable[Mapping[str, Any]]) -> None:
    """Put items (``[[section]]``) into the file; one of the same ``key`` is replaced, everything else stays.

    Raises:
        StoreError: it cannot be written.
    """
    import tomlkit

    said: Any = tomlkit.parse(path.read_text("utf-8"))
    kept = {item["key"]: item for item in items}
    listed = said.setdefault(section, tomlkit.aot())
    for held in listed:
        held.update(kept.pop(held.get("key"), {}))
    for item in kept.values():
        listed.append(tomlkit.item(dict(item)))
    _replace(path, tomlkit.dumps(said))


def _replace(path: Path, text: str) -> None:
    try:
        with replacing(path, own=True) as out:
            out.write(text.encode())
    except GongkaiError as error:
        raise StoreError(error.message, error.hint or T("原文件未动。", "The file is as it was.")) from error
