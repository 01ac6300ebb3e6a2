"""What plugins contribute when they are loaded, and what is refused: names that are taken or that nothing could use."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.reserved import RESERVED

if TYPE_CHECKING:
    from gongkai.core.measures import Measure
    from gongkai.core.plugins.finding import Found
    from gongkai.core.profile import Section
    from gongkai.core.resource import Resource

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
TAKEN_KEYS = frozenset(
    ("unit", "post", "facility", "account", "grant", "holiday", "division", "list", "show", "init", "demo")
)
_CORE_TABLE = re.compile(
    r"(?:division|unit|post|facility|account\w*|access_grant|holiday|ledger\w*|migration_\w*|fts_\w*|sqlite_\w*|pg_\w*)\Z"
)
Target = tuple[str, str, T]
"""Plugin, ``module:attribute``, words."""


@dataclass
class Taken:
    """Everything that the plugins of an office contribute."""

    resources: "dict[str, Resource]" = field(default_factory=dict)
    sections: "list[Section]" = field(default_factory=list)
    measures: "dict[str, Measure]" = field(default_factory=dict)
    measured_by: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, Path]] = field(default_factory=list)
    regions: dict[str, Path] = field(default_factory=dict)
    region_of: dict[str, str] = field(default_factory=dict)
    commands: dict[str, Target] = field(default_factory=dict)
    screens: dict[str, Target] = field(default_factory=dict)

    def copy(self) -> "Taken":
        """The same, to come back to."""
        return replace(self, **{name: value.copy() for name, value in vars(self).items()})

    def drop(self, plugin: str) -> None:
        """Take away what a plugin has given. Its rules stay, for what others have written may rest on them."""
        self.resources = {key: one for key, one in self.resources.items() if one.plugin != plugin}
        self.measures = {key: one for key, one in self.measures.items() if self.measured_by.get(key) != plugin}
        self.commands = {key: one for key, one in self.commands.items() if one[0] != plugin}
        self.screens = {key: one for key, one in self.screens.items() if one[0] != plugin}


def take(plugin: "Found", into: Taken) -> None:
    """Call the hooks that say what a plugin contributes.

    Raises:
        BadInput: a name is taken or cannot be used. What was taken before that is the caller's to give back.
    """
    for hook, register in (
        ("gongkai_sections", lambda section: _section(plugin, into, section)),
        ("gongkai_rules", lambda path: _file(plugin, into, path)),
        ("gongkai_regions", lambda folder: _region(plugin, into, folder)),
        ("gongkai_resources", lambda resource: _resource(plugin, into, resource)),
        ("gongkai_measures", lambda measure: _measure(plugin, into, measure)),
        ("gongkai_commands", _into(plugin, into.commands, "command", T("命令", "Command"))),
        ("gongkai_screens", _into(plugin, into.screens, "screen", T("界面", "Screen"))),
    ):
        function: Any = getattr(plugin.module, hook, None)
        if function is not None:
            function(register=register)


def _note(plugin: "Found", kind: str, key: str) -> None:
    plugin.adds.setdefault(kind, []).append(key)


def _section(plugin: "Found", into: Taken, section: "Section") -> None:
    if section.name in {one.name for one in into.sections}:
        raise BadInput(
            T(
                f"规则部分 {section.name} 已由别的插件声明。",
                f"The part of the rules {section.name} is another plugin's.",
            ),
            T("换一个名称。", "Choose another name."),
        )
    into.sections.append(section)
    _note(plugin, "section", section.name)


def _file(plugin: "Found", into: Taken, path: Path) -> None:
    into.files.append((plugin.name, Path(path)))
    _note(plugin, "rules", Path(path).name)


def _region(plugin: "Found", into: Taken, folder: Path) -> None:
    folder = Path(folder)
    if not (folder / "region.toml").is_file():
        raise BadInput(
            T(
                f"地区规则文件夹 {folder} 里没有 region.toml。",
                f"There is no region.toml in the region's folder {folder}.",
            ),
            T(
                "把地区规则放进一个文件夹，首个文件叫 region.toml。",
                "Put the region's rules into a folder with a region.toml.",
            ),
        )
    if folder.name in into.regions:
        owner = into.region_of.get(folder.name, "")
        raise BadInput(
            T(
                f"地区规则 {folder.name} 已由插件 {owner} 提供。",
                f"The region {folder.name} is already given by {owner}.",
            ),
            T("给文件夹换一个名称。", "Give the folder another name."),
        )
    into.regions[folder.name], into.region_of[folder.name] = folder, plugin.name
    _note(plugin, "region", folder.name)


def _measure(plugin: "Found", into: Taken, measure: "Measure") -> None:
    if measure.key in into.measures:
        owner = into.measured_by.get(measure.key, "")
        raise BadInput(
            T(f"度量 {measure.key} 已由插件 {owner} 提供。", f"The measure {measure.key} is already given by {owner}."),
            T("换一个名称。", "Choose another name."),
        )
    into.measures[measure.key] = measure
    into.measured_by[measure.key] = plugin.name
    _note(plugin, "measure", measure.key)


def _resource(plugin: "Found", into: Taken, resource: "Resource") -> None:
    if not _KEY.fullmatch(resource.key) or resource.key in TAKEN_KEYS:
        raise BadInput(
            T(f"登记册不能叫 {resource.key}。", f"A register cannot be called {resource.key}."),
            T(
                "用小写字母、数字和下划线另取一个 key。",
                "Choose another key of lower-case letters, digits, underscores.",
            ),
        )
    if _CORE_TABLE.match(resource.table) or resource.table in {r.table for r in into.resources.values()}:
        raise BadInput(
            T(f"表名 {resource.table} 已被占用。", f"The table name {resource.table} is taken."),
            T("换一个 table_name。", "Choose another table_name."),
        )
    from gongkai.core.store.record import columns  # a plugin with a register has loaded it already

    if bad := sorted(RESERVED & set(columns(resource.model))):
        raise BadInput(
            T(
                f"字段不能叫 {bad[0]}：数据库的保留字。",
                f"A field cannot be called {bad[0]}: a database reserves the word.",
            ),
            T("给字段换一个名称。", "Give the field another name."),
        )
    if resource.key in into.resources:
        owner = into.resources[resource.key].plugin
        raise BadInput(
            T(
                f"登记册 {resource.key} 已由插件 {owner} 提供。",
                f"Register {resource.key} is already given by {owner}.",
            ),
            T("给登记册换一个 key。", "Give the register another key."),
        )
    resource.plugin = plugin.name
    into.resources[resource.key] = resource
    _note(plugin, "register", resource.key)


def _into(plugin: "Found", store: dict[str, Target], kind: str, name: T) -> Callable[..., None]:
    def register(key: str, target: str, help: T) -> None:
        if key in store:
            owner = store[key][0]
            raise BadInput(
                T(f"{name.zh} {key} 已由插件 {owner} 提供。", f"{name.en} {key} is already given by {owner}."),
                T("换一个名称。", "Choose another name."),
            )
        store[key] = (plugin.name, target, help)
        _note(plugin, kind, key)

    return register
