"""The rules that bind one office: TOML layers, merged, checked, and able to say where each value was set.

Layers, later over earlier: national, the five levels, plugins' defaults, regions, the office. Tables merge key by
key; arrays of tables merge by ``id`` or ``key``, so a region changes one number of one item without copying the
rest. ``remove.<section> = ["id"]`` takes items away. An item of a section with ``extends`` builds on another item in
the same way, with ``remove.<list> = ["id"]`` of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import (
    Body,
    Coverage,
    FacilityKind,
    Kind,
    MeasureRule,
    PostKind,
    Role,
    Rule,
    Source,
    Struct,
    UnitFact,
    UnitTemplate,
)
from gongkai.core.toml import _nearest, convert, line_of, read_toml
from gongkai.core.workflow import Workflow

S = TypeVar("S", bound=msgspec.Struct)


class Region(Struct, frozen=True):
    """What a region's file says of itself; ``inherits``: the regions on whose rules its own stand."""

    key: str
    name: T
    inherits: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    note: T | None = None


class Clock(Struct, frozen=True):
    """How the office counts: days of warning before a due date."""

    warn_days: int = 5


class PluginSettings(Struct, frozen=True):
    """Which plugins this office does without, and for how many seconds it waits for one (20 unless said, 0 for ever)."""

    disable: tuple[str, ...] = ()
    patience: float | None = None


class Settings(Struct, frozen=True):
    """The office's own file, ``gongkai.toml``: who it is and where its store lies.

    Attributes:
        login: ``system`` takes the account of the name under which the operating system knows who runs gongkai.
    """

    division: str
    name: str = ""
    region: tuple[str, ...] = ()
    store: str = "sqlite:///office.sqlite"
    account: str = ""
    login: Literal["account", "system"] = "account"
    language: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the profile: its name, the struct of a table or item, and whether it is an array of tables."""

    name: str
    struct: type[msgspec.Struct]
    many: bool = True
    plugin: str = "core"


CORE_SECTIONS = (
    Section("office", Settings, many=False),
    Section("region", Region, many=False),
    Section("clock", Clock, many=False),
    Section("plugins", PluginSettings, many=False),
    Section("source", Source),
    Section("rule", Rule),
    Section("unit_kind", Kind),
    Section("line", Kind),
    Section("channel", Kind),
    Section("audience", Kind),
    Section("post_kind", PostKind),
    Section("body", Body),
    Section("facility", FacilityKind),
    Section("unit_fact", UnitFact),
    Section("coverage", Coverage),
    Section("template", UnitTemplate),
    Section("role", Role),
    Section("workflow", Workflow),
    Section("measure", MeasureRule),
)


@dataclass(frozen=True)
class Origin:
    """Which layer set a value: the layer's name, file and line."""

    layer: str
    file: str
    line: int


@dataclass
class Layer:
    """One file of the profile."""

    name: str
    path: Path
    data: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    @classmethod
    def load(cls, name: str, path: Path) -> "Layer":
        """Read the file; see ``read_toml`` for what may be wrong with it.

        A file that is as it was is not read again: who opens many offices in one process (a superior that receives
        from all its deployments, the tests) reads the fifty files that all of them share once. What is read is never
        changed; merging makes new tables.
        """
        try:
            seen = path.stat()
        except OSError:
            data, text = read_toml(path)  # says what is wrong
        else:
            data, text = _read(path, seen.st_mtime_ns, seen.st_size, seen.st_ino)
        return cls(name, path, data, text)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int, size: int, number: int) -> tuple[dict[str, Any], str]:
    return read_toml(path)


class Profile:
    """The merged layers, read section by section when asked."""

    def __init__(self, layers: Sequence[Layer], sections: Sequence[Section], whole: bool = True) -> None:
        """Merge layers.

        Args:
            whole: whether every plugin is loaded; if not, a section that nobody declares may belong to one that is
                not, and is passed over instead of refused.
        """
        self.layers = list(layers)
        self.sections = {section.name: section for section in sections}
        self.whole = whole
        self._items: dict[str, dict[str, Any]] = {}
        self._tables: dict[tuple[str, type], Any] = {}
        for layer in self.layers:
            self._check_names(layer)

    def _check_names(self, layer: Layer) -> None:
        for name, value in layer.data.items():
            section = self.sections.get(name)
            if section is None and name != "remove":
                if not self.whole:
                    continue
                near = _nearest(name, [*self.sections, "remove"])
                line = line_of(layer.text, name, None)
                raise BadInput(
                    T(f"{layer.path}:{line}：不认识的部分 [{name}]。", f"{layer.path}:{line}: unknown section [{name}]."),
                    T(f"最接近的是 {near}。", f"The nearest is {near}.") if near
                    else T(f"可用的有：{'、'.join(self.sections)}。", f"Known ones: {', '.join(self.sections)}."),
                )  # fmt: skip
            if section and section.many != isinstance(value, list):
                line = line_of(layer.text, name, None)
                right = f"[[{name}]]" if section.many else f"[{name}]"
                raise BadInput(
                    T(
                        f"{layer.path}:{line}：{name} 的写法不对。",
                        f"{layer.path}:{line}: {name} is not written right.",
                    ),
                    T(f"写成 {right}。", f"Write it as {right}."),
                )

    def items(self, name: str, struct: type[S]) -> dict[str, S]:
        """The items of an array section by id, in order of first appearance.

        Raises:
            BadInput: an item does not fit; names file, line and key.
        """
        if name not in self._items:
            merged = self._merge_items(name)
            self._items[name] = {
                key: convert(table, struct, T(f"[[{name}]] {key}", f"[[{name}]] {key}"), self._locator(name, key))
                for key, table in merged.items()
            }
        return self._items[name]

    def table(self, name: str, struct: type[S]) -> S:
        """A table section with every layer merged."""
        key = name, struct
        if key in self._tables:
            return cast(S, self._tables[key])
        merged: dict[str, Any] = {}
        for layer in self.layers:
            if isinstance(layer.data.get(name), Mapping):
                merged = _deep(merged, layer.data[name])
        made = self._tables[key] = convert(merged, struct, T(f"[{name}]", f"[{name}]"), self._locator(name, None))
        return made

    def _merge_items(self, name: str) -> dict[str, dict[str, Any]]:
        merged: dict[str, dict[str, Any]] = {}
        for layer in self.layers:
            for index, item in enumerate(layer.data.get(name, ())):
                key = item.get("id", item.get("key"))
                if not isinstance(key, str) or not key:
                    line = line_of(layer.text, name, index)
                    raise BadInput(
                        T(f"{layer.path}:{line}：[[{name}]] 没有 id 或 key。", f"{layer.path}:{line}: [[{name}]] has no id or key."),
                        T("给它一个在本部分内唯一的 id。", "Give it an id that is unique in this section."),
                    )  # fmt: skip
                merged[key] = _deep(merged.get(key, {}), item)
            for key in layer.data.get("remove", {}).get(name, ()):
                if key not in merged:
                    line = line_of(layer.text, "remove", None, name)
                    raise BadInput(
                        T(f"{layer.path}:{line}：要去掉的 {name} {key} 不存在。",
                          f"{layer.path}:{line}: there is no {name} {key} to remove."),
                        T("检查拼写。", "Check the spelling."),
                    )  # fmt: skip
                del merged[key]
        section = self.sections.get(name)
        if section is not None and "extends" in section.struct.__struct_fields__:
            done: dict[str, dict[str, Any]] = {}
            merged = {key: self._extended(name, key, merged, done, ()) for key in merged}
        return merged

    def _extended(
        self,
        name: str,
        key: str,
        items: Mapping[str, dict[str, Any]],
        done: dict[str, dict[str, Any]],
        above: tuple[str, ...],
    ) -> dict[str, Any]:
        """An item laid on the one that it ``extends``, less what its ``remove.<list> = ["id"]`` takes away."""
        if key in done:
            return done[key]
        item = dict(items[key])
        base = item.get("extends")
        if isinstance(base, str) and base:
            file, line = self._locator(name, key)("extends")
            if base in (*above, key):
                ring = " → ".join((*above, key, base))
                raise BadInput(
                    T(f"{file}:{line}：[[{name}]] 的继承绕成了圈：{ring}。", f"{file}:{line}: [[{name}]] extends itself: {ring}."),
                    T("改正其中一个 extends。", "Mend one extends."),
                )  # fmt: skip
            if base not in items:
                near = _nearest(base, list(items))
                raise BadInput(
                    T(f"{file}:{line}：{key} 要继承的 {base} 不存在。", f"{file}:{line}: there is no {base} for {key} to extend."),
                    T(f"最接近的是 {near}。", f"The nearest is {near}.") if near
                    else T("检查拼写，或先导入上级的规则文件。", "Check the spelling, or bring in the superior's rule file first."),
                )  # fmt: skip
            taken = item.pop("remove", {})
            item = _deep(self._extended(name, base, items, done, (*above, key)), item)
            self._take_away(name, key, item, taken)
        done[key] = item
        return item

    def _take_away(self, name: str, key: str, item: dict[str, Any], taken: Any) -> None:
        file, line = self._locator(name, key)("remove")
        for part, gone in taken.items() if isinstance(taken, Mapping) else ():
            listed = _listed(item.get(part))
            known = [one.get("id", one.get("key")) for one in listed]
            for one in gone if isinstance(gone, list) else [gone]:
                if one not in known:
                    raise BadInput(
                        T(f"{file}:{line}：{key} 要去掉的 {part} {one} 不存在。", f"{file}:{line}: {key} has no {part} {one} to remove."),
                        T("检查拼写。", "Check the spelling."),
                    )  # fmt: skip
            item[part] = [one for one, own in zip(listed, known, strict=True) if own not in gone]

    def origin(self, name: str, item: str | None = None, key: str = "") -> Origin | None:
        """Which layer set a section, an item, or one key of it (the last that did)."""
        for layer in reversed(self.layers):
            value = layer.data.get(name)
            if value is None:
                continue
            if item is None:
                if not key or (isinstance(value, Mapping) and key in value):
                    return Origin(layer.name, str(layer.path), line_of(layer.text, name, None, key))
                continue
            for index, table in enumerate(value):
                if table.get("id", table.get("key")) == item and (not key or key in table):
                    return Origin(layer.name, str(layer.path), line_of(layer.text, name, index, key))
        return None

    def origins(self, part: str = "") -> list[tuple[str, Any, Origin]]:
        """Every value in force (of one section only, when named) as (dotted name, value, origin)."""
        found: list[tuple[str, Any, Origin]] = []
        for name, section in self.sections.items():
            if part not in ("", name):
                continue
            if not section.many:
                keys = {k for layer in self.layers for k in (layer.data.get(name) or {})}
                for key in sorted(keys):
                    origin = self.origin(name, None, key)
                    if origin:
                        value = next(
                            layer.data[name][key] for layer in reversed(self.layers) if key in layer.data.get(name, {})
                        )
                        found.append((f"{name}.{key}", value, origin))
            else:
                for item, table in self._merge_items(name).items():
                    for key, value in table.items():
                        origin = self.origin(name, item, key)
                        if origin and key not in ("id", "key"):
                            found.append((f"{name}.{item}.{key}", value, origin))
        return found

    def _locator(self, name: str, item: str | None) -> Any:
        def locate(key: str) -> tuple[str, int]:
            origin = self.origin(name, item, key) or self.origin(name, item)
            if origin is None or (key and self.origin(name, item, key) is None):
                # the key stands deeper in the item: look for it in every layer that has the item
                for layer in reversed(self.layers):
                    for index, table in enumerate(_listed(layer.data.get(name))):
                        if item is None or table.get("id", table.get("key")) == item:
                            line = line_of(layer.text, name, None if item is None else index, key)
                            if key in layer.text.splitlines()[line - 1]:
                                return str(layer.path), line
            return (origin.file, origin.line) if origin else ("?", 0)

        return locate

    @cached_property
    def choices(self) -> dict[str, tuple[tuple[str, T], ...]]:
        """Lists that fields may name: section to pairs of (key, words)."""
        return {
            name: tuple((kind.key, kind.name) for kind in self.items(name, section.struct).values())
            for name, section in self.sections.items()
            if issubclass(section.struct, Kind)
        } | {
            "post_kind": tuple((p.key, p.name) for p in self.items("post_kind", PostKind).values()),
            "facility": tuple((f.key, f.name) for f in self.items("facility", FacilityKind).values()),
            "role": tuple((r.key, r.name) for r in self.items("role", Role).values()),
        }


def _deep(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid on ``base``: tables merge, arrays of tables with ids merge, all else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            merged[key] = _deep(old, value)
        elif _named(value) and _named(old):
            by_id = {i.get("id", i.get("key")): i for i in old}  # type: ignore[union-attr]
            for item in value:
                name = item.get("id", item.get("key"))
                by_id[name] = _deep(by_id.get(name, {}), item)
            merged[key] = list(by_id.values())
        else:
            merged[key] = value
    return merged


def _named(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(i, Mapping) and ("id" in i or "key" in i) for i in value)
    )


def _listed(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
