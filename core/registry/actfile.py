"""The content of an act: what a file says, checked key by key; see docs/acts.md for one of each kind.

[act]
kind = "merge"
title = "…"
effective = 2020-01-01

[[item]]
op = "merge"
of = ["511923102000", "511923103000"]
to = "511923102000"
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.acts import GRANTS, KINDS, SHARE_PLACES
from gongkai.core.rules import Struct
from gongkai.core.text import clean_line, nearest
from gongkai.core.toml import convert, line_of, read_toml

Name: TypeAlias = str | int
"""A code, a uid or a name; a code may be written as a number."""


class Part(Struct, frozen=True, omit_defaults=True):
    """One of the parts that a division or unit is split into.

    Attributes:
        code: of a division; the one that is split keeps its own by naming it here.
        unit: the unit itself, when it goes on as this part.
        at: where a new unit lies; where the old one lies, unless said.
        children: divisions that go to this part.
        main: whether it carries open work on; the first does unless said.
    """

    name: str = ""
    code: Name = ""
    unit: str = ""
    at: Name = ""
    kind: str = ""
    line: str = ""
    uscc: str = ""
    children: tuple[Name, ...] = ()
    share: Name | float | None = None
    basis: str = ""
    main: bool = False


class Item(Struct, frozen=True, omit_defaults=True):
    """One step of an act.

    Attributes:
        of: what is changed, as it was before: codes, uids or names.
        to: where it goes, as it is afterwards: the new parent, the survivor, the receiver.
        codes: new codes of divisions that the step moves along.
        units: what becomes of units whose division ends: a successor, ``keep`` or ``end``.
        rename_units: whether units named after the division take its new name.
        matters: what is handed over in a transfer.
    """

    op: str
    of: Name | tuple[Name, ...] = ()
    to: Name = ""
    what: str = ""
    name: str = ""
    code: Name = ""
    level: str = ""
    parent: Name = ""
    at: Name = ""
    kind: str = ""
    line: str = ""
    leadership: str = ""
    uscc: str = ""
    codes: dict[str, Name] = {}
    units: dict[str, str] = {}
    rename_units: bool = True
    matters: tuple[str, ...] = ()
    share: Name | float | None = None
    basis: str = ""
    part: tuple[Part, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """``of`` as texts."""
        return tuple(map(text_of, self.of if isinstance(self.of, tuple) else (self.of,)))


class Head(Struct, frozen=True):
    """What the act says of itself."""

    kind: str
    title: str
    effective: date
    basis: str = ""
    announced: date | None = None
    note: str = ""
    grants: str = ""


class Content(Struct, frozen=True):
    """A whole act."""

    act: Head
    item: tuple[Item, ...] = ()


def text_of(value: Name) -> str:
    """A name as it was meant, whatever it was written as."""
    return clean_line(str(value)).strip()


def read_act(path: Path) -> Content:
    """The act in a file.

    Raises:
        BadInput: the file cannot be read, or a key is unknown, missing or of the wrong type; names file, line, key
            and the nearest known one.
    """
    data, text = read_toml(Path(path))
    for key in data:
        if key not in ("act", "item"):
            near = nearest(key, ["act", "item"])
            raise BadInput(
                T(f"{path}:{line_of(text, key, None)}：不认识的部分 [{key}]。",
                  f"{path}:{line_of(text, key, None)}: unknown section [{key}]."),
                T(f"最接近的是 {near[0] if near else 'act'}。", f"The nearest is {near[0] if near else 'act'}."),
            )  # fmt: skip

    def at(table: str, index: int | None = None) -> Any:
        return lambda key: (str(path), line_of(text, table, index, key))

    head = convert(_table(path, text, data, "act", dict), Head, T("[act]", "[act]"), at("act"))
    raw = _table(path, text, data, "item", list)
    items = tuple(
        convert(item, Item, T(f"第 {n + 1} 个 [[item]]", f"[[item]] {n + 1}"), at("item", n))
        for n, item in enumerate(raw)
    )
    _known(head.kind, KINDS, "kind", *at("act")("kind"))
    if head.grants:
        _known(head.grants, dict(GRANTS), "grants", *at("act")("grants"))
    for n, item in enumerate(items):
        _known(item.op, KINDS, "op", *at("item", n)("op"))
        if item.what:
            _known(item.what, {"unit": None, "division": None}, "what", *at("item", n)("what"))
        for share in (item.share, *(part.share for part in item.part)):
            share_of(share, *at("item", n)("share"))
    return Content(act=head, item=items)


def _table(path: Path, text: str, data: Mapping[str, Any], name: str, kind: type) -> Any:
    found = data.get(name, kind())
    if isinstance(found, dict) if kind is dict else isinstance(found, list) and all(isinstance(i, dict) for i in found):
        return found
    shape = "[act]" if kind is dict else "[[item]]"
    line = line_of(text, name, None)
    raise BadInput(
        T(f"{path}:{line}：{name} 应写成 {shape}。", f"{path}:{line}: {name} is written as {shape}."),
        T("见 docs/acts.md 的例子。", "See the examples in docs/acts.md."),
    )


def _known(word: str, words: Mapping[str, Any], key: str, file: str, line: int) -> None:
    if word in words:
        return
    near = nearest(word, list(words))
    raise BadInput(
        T(f"{file}:{line}：{key} 不能是“{word}”。", f"{file}:{line}: {key} cannot be “{word}”."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T(f"可用的有：{'、'.join(words)}。", f"Known ones: {', '.join(words)}."),
    )  # fmt: skip


def share_of(raw: Name | float | None, file: str = "", line: int = 0) -> Decimal | None:
    """A share as an exact number from 0 to 1.

    Raises:
        BadInput: it is no such number.
    """
    if raw is None or raw == "":
        return None
    try:
        share = Decimal(str(raw).strip())
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 1 or share != round(share, SHARE_PLACES):
        where = f"{file}:{line}：" if file else ""  # zh-data
        raise BadInput(
            T(f"{where}比例“{raw}”不对。", f"{where.replace('：', ': ')}a share cannot be “{raw}”."),  # zh-data
            T(
                "写 0 到 1 之间、最多四位小数的数，如 0.35。",
                "Write a number from 0 to 1 with at most four decimals, such as 0.35.",
            ),
        )
    return share


def items_text(content: Content) -> str:
    """The items as the text that a stored act keeps."""
    return msgspec.json.encode([msgspec.to_builtins(item) for item in content.item]).decode()


def content_of(act: Any) -> Content:
    """The content of a stored act.

    Raises:
        BadInput: what it keeps cannot be read any more.
    """
    head = Head(
        kind=act.kind, title=act.title, effective=act.effective, basis=act.basis or "", announced=act.announced,
        note=act.note or "", grants=act.grants or "",
    )  # fmt: skip
    try:
        return Content(act=head, item=tuple(msgspec.json.decode(act.items or "[]", type=list[Item])))
    except msgspec.MsgspecError as error:
        raise BadInput(
            T(f"“{act.title}”的内容读不了（{error}）。", f"The items of “{act.title}” cannot be read ({error})."),
            T("用文件重新草拟。", "Draft it again from a file."),
        ) from error
