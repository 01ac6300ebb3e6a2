"""Rubrics as TOML: written out, kept in the office's rules folder, and those that come with gongkai."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.errors import BadInput, Conflict
from gongkai.core.i18n import T
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile, Section
from gongkai.core.tables.atomic import replacing
from gongkai.core.text import clean, clean_line, nearest
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
KNOWN = Path(__file__).parent / "known"
INLINE = ("name", "why", "criteria", "process", "note", "to", "gate", "points")  # small tables that stand on one line


def bare(struct: msgspec.Struct) -> dict[str, Any]:
    """A struct as plain data without what is as it is by default."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(struct)}
    return {
        name: _plain(value)
        for name in struct.__struct_fields__
        if (value := getattr(struct, name)) != defaults[name] and value not in ((), {}, None)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return bare(value)
    if isinstance(value, T):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value


def to_toml(rubric: Rubric, notes: Sequence[str] = ()) -> str:
    """A rubric as a rule file; ``notes`` stand above it as comments."""
    lines = [f"# {line}".rstrip() for note in notes for line in clean(note).splitlines()]
    lines += _table("rubric", bare(rubric))
    return "\n".join(lines).strip() + "\n"


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    """An array table: its own keys first, then the tables inside it."""
    inner = {key: value for key, value in table.items() if _tables(value)}
    yield from ("", f"[[{name}]]")
    for key, value in table.items():
        if key not in inner:
            yield f"{key} = {_value(value)}"
    for key, value in inner.items():
        for one in value:
            yield from _table(f"{name}.{key}", one)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return (
        key
        if key.replace("-", "").replace("_", "").isascii() and key.replace("-", "").replace("_", "").isalnum()
        else json.dumps(key)
    )


def check_id(rubric_id: str) -> str:
    """The id as it may stand in a file's name.

    Raises:
        BadInput: other signs than small letters, digits and hyphens.
    """
    if not ID.fullmatch(rubric_id):
        raise BadInput(
            T(f"编号“{clean_line(rubric_id)[:40]}”不合规。", f"“{clean_line(rubric_id)[:40]}” cannot be an id."),
            T("用 --id 另取：小写字母、数字和连字符。", "Give it an --id of small letters, digits and hyphens."),
        )
    return rubric_id


def keep(office: "Office", rubric_id: str, text: str, reason: str, replace: bool = False) -> str:
    """Put a rule file with a rubric into ``rules/<id>.toml`` and note it in the ledger; gives the file's name.

    Raises:
        NotAllowed: the account may not set rules in the whole of the office's place.
        Conflict: there is a rubric or a file of this name, and ``replace`` was not said.
    """
    require(office, "assign", office.scope, whole=True)
    name = f"{check_id(rubric_id)}.toml"
    path = office.folder / "rules" / name
    origin = office.profile.origin("rubric", rubric_id)
    if origin is not None and origin.file != str(path):
        raise Conflict(
            T(f"评分办法 {rubric_id} 已在 {origin.file} 中。", f"There is a rubric {rubric_id} in {origin.file}."),
            T("用 --id 换一个编号。", "Give it another id with --id."),
        )
    if path.exists() and not replace:
        raise Conflict(
            T(f"已有文件 rules/{name}。", f"There is a file rules/{name} already."),
            T("用 --replace 替换，或用 --id 换一个编号。", "Replace it with --replace, or give another id with --id."),
        )
    data = text.encode()
    with office.change(reason) as change:
        change.note(rubric_id, "rubric", {"file": name, "text": text})
        path.parent.mkdir(exist_ok=True)
        with replacing(path, own=True) as stream:
            stream.write(data)
    office.__dict__.pop("profile", None)  # the rules are read anew
    return name


@cache
def known() -> dict[str, tuple[Rubric, Path]]:
    """The rubrics of the field that come with gongkai, by id: none applies before an office adopts it."""
    found: dict[str, tuple[Rubric, Path]] = {}
    for path in sorted(KNOWN.glob("*.toml")):
        layer = Layer.load("known", path)
        for key, rubric in (
            Profile([layer], [*CORE_SECTIONS, Section("rubric", Rubric)]).items("rubric", Rubric).items()
        ):
            found[key] = rubric, path
    return found


def known_file(rubric_id: str) -> Path:
    """The file of a rubric that comes with gongkai.

    Raises:
        BadInput: there is none of this id; names the nearest.
    """
    there = known()
    if rubric_id in there:
        return there[rubric_id][1]
    near = nearest(rubric_id, list(there)) or list(there)
    raise BadInput(
        T(f"随软件提供的办法中没有 {rubric_id}。", f"No rubric {rubric_id} comes with gongkai."),
        T(f"可用的有：{'、'.join(near)}。", f"There are: {', '.join(near)}."),
    )
