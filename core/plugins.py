"""Plugins: found, loaded one by one, isolated, explained. The only caller of pluggy.

A plugin that cannot be imported or whose hook raises is named with its cause and put aside for the run; everything
else goes on. Bundled features are plugins too and use the same hooks.
"""

import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from pluggy import PluginManager

    from gongkai.core.measures import Measure
    from gongkai.core.profile import Section
    from gongkai.core.resource import Resource

GROUP = "gongkai.plugins"
BUNDLED = {
    "catalog": "gongkai.plugins.catalog.plugin",
    "tasks": "gongkai.plugins.tasks.plugin",
    "inspection": "gongkai.plugins.inspection.plugin",
}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
TAKEN_KEYS = frozenset(
    ("unit", "post", "facility", "account", "grant", "holiday", "division", "list", "show", "init", "demo")
)
_CORE_TABLE = re.compile(
    r"(?:division|unit|post|facility|account\w*|access_grant|holiday|ledger\w*|migration_\w*|fts_\w*|sqlite_\w*|pg_\w*)\Z"
)
CACHE = Path(".gongkai") / "plugins.json"


@dataclass
class Found:
    """A plugin that is there: its name, where it comes from, and how to import it."""

    name: str
    origin: str  # bundled, installed or office
    target: str  # module, or path for an office's own
    version: str = ""
    disabled: str = ""  # why it is not loaded
    module: Any = None
    fault: str = ""
    adds: dict[str, list[str]] = field(default_factory=dict)


class Names(msgspec.Struct):
    """What a command line needs to know of plugins without importing them."""

    fingerprint: str
    registers: dict[str, tuple[str, str, str]]  # key: plugin, zh, en
    commands: dict[str, tuple[str, str, str, str]]  # name: plugin, target, zh, en
    parts: list[str]  # registers whose records hang on another's


class Plugins:
    """The plugins of one office."""

    def __init__(self, folder: Path | None = None, disabled: Sequence[str] = ()) -> None:
        self.folder = folder
        self.disabled = set(disabled)
        self.resources: dict[str, Resource] = {}
        self.sections: list[Section] = []
        self.measures: dict[str, Measure] = {}
        self.files: list[tuple[str, Path]] = []
        self.commands: dict[str, tuple[str, str, T]] = {}
        self.screens: dict[str, tuple[str, str, T]] = {}
        self._found: list[Found] | None = None
        self._loaded = False
        self.note: Callable[[str], None] = lambda name: None  # told whose code runs next

    @cached_property
    def _manager(self) -> "PluginManager":
        import pluggy  # 10 ms with the hookspecs: only when a plugin is loaded, not when its name is known

        from gongkai.core import hookspecs

        manager = pluggy.PluginManager("gongkai")
        manager.add_hookspecs(hookspecs)
        return manager

    # finding, without importing

    @property
    def found(self) -> list[Found]:
        """Every plugin that is there, loaded or not, in loading order."""
        if self._found is None:
            self._found = list(self._find())
        return self._found

    def _find(self) -> Iterator[Found]:
        only = os.environ.get("GONGKAI_PLUGINS")
        wanted = None if only is None else {name.strip() for name in only.split(",") if name.strip()}
        seen: dict[str, str] = {}
        for plugin in (*self._bundled(), *self._installed(), *self._own()):
            if plugin.name in seen:
                plugin.disabled = f"name taken by {seen[plugin.name]}"
                plugin.fault = str(
                    T(f"名称已被 {seen[plugin.name]} 占用。", f"The name is taken by {seen[plugin.name]}.")
                )
            elif plugin.name in self.disabled:
                plugin.disabled = "office"
            elif wanted is not None and plugin.name not in wanted:
                plugin.disabled = "GONGKAI_PLUGINS"
            seen.setdefault(plugin.name, plugin.origin)
            yield plugin

    def _bundled(self) -> Iterator[Found]:
        from gongkai import __version__

        for name, target in BUNDLED.items():
            yield Found(name, "bundled", target, __version__)

    def _installed(self) -> Iterator[Found]:
        from importlib.metadata import entry_points  # 50 ms: only when plugins are really wanted

        for point in entry_points(group=GROUP):
            yield Found(point.name, "installed", point.value, point.dist.version if point.dist else "")

    def _own(self) -> Iterator[Found]:
        folder = self.folder / "plugins" if self.folder else None
        if folder and folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.suffix == ".py" and not path.name.startswith(("_", ".")):
                    yield Found(path.stem, "office", str(path))
                elif (path / "__init__.py").is_file():
                    yield Found(path.name, "office", str(path / "__init__.py"))

    # loading, each in its own try

    def load(self) -> "Plugins":
        """Import every enabled plugin and take what it contributes; faults are kept, never raised."""
        if self._loaded:
            return self
        self._loaded = True
        for plugin in self.found:
            if not plugin.disabled:
                self.note(plugin.name)
                self._load_one(plugin)
        self.note("")
        return self

    def _load_one(self, plugin: Found) -> None:
        before = (
            dict(self.resources), list(self.sections), dict(self.measures), list(self.files), dict(self.commands),
            dict(self.screens),
        )  # fmt: skip
        from gongkai.core import hookspecs

        try:
            with redirect_stdout(sys.stderr):  # stdout is data
                plugin.module = _import(plugin)
            self._manager.register(plugin.module, plugin.name)
            unknown = [n for n in dir(plugin.module) if n.startswith("gongkai_") and not hasattr(hookspecs, n)]
            if unknown:
                raise BadInput(
                    T(f"没有名为 {unknown[0]} 的钩子。", f"There is no hook named {unknown[0]}."),
                    T("查阅文档 docs/plugins.md。", "See docs/plugins.md."),
                )
            self._contribute(plugin)
        except (Exception, SystemExit) as error:
            (self.resources, self.sections, self.measures, self.files, self.commands, self.screens) = before
            self.set_aside(plugin, error)

    def _contribute(self, plugin: Found) -> None:
        name = plugin.name

        def note(kind: str, key: str) -> None:
            plugin.adds.setdefault(kind, []).append(key)

        def take_resource(resource: "Resource") -> None:
            if not _KEY.fullmatch(resource.key) or resource.key in TAKEN_KEYS:
                raise BadInput(
                    T(f"登记册不能叫 {resource.key}。", f"A register cannot be called {resource.key}."),
                    T(
                        "用小写字母、数字和下划线另取一个 key。",
                        "Choose another key of lower-case letters, digits, underscores.",
                    ),
                )
            if _CORE_TABLE.match(resource.table) or resource.table in {r.table for r in self.resources.values()}:
                raise BadInput(
                    T(f"表名 {resource.table} 已被占用。", f"The table name {resource.table} is taken."),
                    T("换一个 table_name。", "Choose another table_name."),
                )
            from gongkai.core.store.record import columns  # a plugin with a register has loaded it already
            from gongkai.core.store.reserved import RESERVED

            if bad := sorted(RESERVED & set(columns(resource.model))):
                raise BadInput(
                    T(f"字段不能叫 {bad[0]}：数据库的保留字。", f"A field cannot be called {bad[0]}: a database reserves the word."),
                    T("给字段换一个名称。", "Give the field another name."),
                )  # fmt: skip
            if resource.key in self.resources:
                owner = self.resources[resource.key].plugin
                raise BadInput(
                    T(f"登记册 {resource.key} 已由插件 {owner} 提供。", f"Register {resource.key} is already given by {owner}."),
                    T("给登记册换一个 key。", "Give the register another key."),
                )  # fmt: skip
            resource.plugin = name
            self.resources[resource.key] = resource
            note("register", resource.key)

        def take_section(section: "Section") -> None:
            self.sections.append(section)
            note("section", section.name)

        def take_file(path: Path) -> None:
            self.files.append((name, Path(path)))
            note("rules", Path(path).name)

        def take_measure(measure: "Measure") -> None:
            self.measures[measure.key] = measure
            note("measure", measure.key)

        def take_into(store: dict[str, tuple[str, str, T]], kind: str) -> Callable[..., None]:
            def take(key: str, target: str, help: T) -> None:
                if key in store:
                    raise BadInput(
                        T(f"{kind} {key} 已由插件 {store[key][0]} 提供。", f"{kind} {key} is already given by {store[key][0]}."),
                        T("换一个名称。", "Choose another name."),
                    )  # fmt: skip
                store[key] = (name, target, help)
                note(kind, key)

            return take

        for hook, register in (
            ("gongkai_sections", take_section),
            ("gongkai_rules", take_file),
            ("gongkai_resources", take_resource),
            ("gongkai_measures", take_measure),
            ("gongkai_commands", take_into(self.commands, "command")),
            ("gongkai_screens", take_into(self.screens, "screen")),
        ):
            function = getattr(plugin.module, hook, None)
            if function is not None:
                function(register=register)

    def set_aside(self, plugin: Found, error: BaseException) -> None:
        """Name the plugin's fault and go on without it for this run."""
        plugin.fault = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        plugin.disabled = "fault"
        self.resources = {k: r for k, r in self.resources.items() if r.plugin != plugin.name}
        if plugin.module is not None and self._manager.is_registered(plugin.module):
            self._manager.unregister(plugin.module)

    @property
    def faults(self) -> list[Found]:
        """Plugins that failed in this run; none when none was asked for."""
        return [plugin for plugin in self._found or () if plugin.fault]

    # calling

    def call(self, hook: str, collector: Callable[[str], Callable[..., None]] | None = None, **arguments: Any) -> None:
        """Call a hook on every plugin that has it, each in its own try.

        Args:
            collector: called with the plugin's name, gives the ``register`` callback handed to the hook.
        """
        self.load()
        impls = getattr(self._manager.hook, hook).get_hookimpls()
        # those that ask to be first, then in loading order, then those that ask to be last
        for impl in sorted(impls, key=lambda impl: (not impl.tryfirst, impl.trylast)):
            plugin = next(p for p in self.found if p.name == impl.plugin_name)
            self.note(plugin.name)
            given = dict(arguments)
            taken: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
            if collector is not None:
                given["register"] = lambda *a, **k: taken.append((a, k))  # noqa: B023 - called before the next turn
            try:
                with redirect_stdout(sys.stderr):
                    impl.function(**{name: given[name] for name in impl.argnames})
                if collector is not None:
                    register = collector(plugin.name)
                    for args, kwargs in taken:  # only when the whole hook went well
                        register(*args, **kwargs)
            except (Exception, SystemExit) as error:
                self.set_aside(plugin, error)

    # names for the command line, from a cache

    def names(self) -> Names:
        """Registers and commands of the enabled plugins, without importing any that the cache knows."""
        fingerprint = self.fingerprint()
        cache = self.folder / CACHE if self.folder else None
        if cache and cache.is_file():
            try:
                known = msgspec.json.decode(cache.read_bytes(), type=Names)
                if known.fingerprint == fingerprint:
                    return known
            except (msgspec.MsgspecError, OSError):
                pass  # a damaged cache is made anew
        self.load()
        names = Names(
            fingerprint,
            {key: (r.plugin, r.name.zh, r.name.en) for key, r in self.resources.items()},
            {key: (plugin, target, help.zh, help.en) for key, (plugin, target, help) in self.commands.items()},
            [key for key, one in self.resources.items() if one.part_of],
        )
        if cache and not self.faults:
            try:
                cache.parent.mkdir(exist_ok=True)
                cache.write_bytes(msgspec.json.encode(names))
            except OSError:
                pass  # a read-only folder costs speed, not function
        return names

    def fingerprint(self) -> str:
        """What must be unchanged for anything remembered of the plugins to be true; imports none of them."""
        from gongkai import __version__

        marks = [__version__, ",".join(sorted(self.disabled)), os.environ.get("GONGKAI_PLUGINS", "*")]
        for entry in dict.fromkeys(sys.path):
            if entry.endswith("site-packages"):
                try:
                    marks.append(f"{entry}:{os.stat(entry).st_mtime_ns}")  # noqa: PTH116 - no Path object on this path
                except OSError:
                    continue
        bundled = Path(__file__).resolve().parent.parent / "plugins"  # a checkout changes without a new version
        marks += [_newest(bundled / name) for name in BUNDLED]
        own = self.folder / "plugins" if self.folder else None
        if own and own.is_dir():
            marks += [f"{p.relative_to(own)}:{p.stat().st_mtime_ns}" for p in sorted(own.rglob("*.py")) if p.is_file()]
        return "|".join(marks)


def _newest(folder: Path) -> str:
    """How many source and rule files a folder holds, and when the newest of them was changed."""
    with os.scandir(folder) as entries:
        times = [e.stat().st_mtime_ns for e in entries if e.name.endswith((".py", ".toml"))]
    return f"{folder.name}:{len(times)}:{max(times, default=0)}"


def _import(plugin: Found) -> ModuleType | Any:
    if plugin.origin != "office":
        module, _, attribute = plugin.target.partition(":")
        loaded = importlib.import_module(module)
        return getattr(loaded, attribute) if attribute else loaded
    name = f"gongkai_office_plugin_{plugin.name}"
    spec = importlib.util.spec_from_file_location(
        name, plugin.target, submodule_search_locations=[str(Path(plugin.target).parent)]
        if plugin.target.endswith("__init__.py") else None,
    )  # fmt: skip
    if spec is None or spec.loader is None:
        raise ImportError(plugin.target)
    module_ = importlib.util.module_from_spec(spec)
    sys.modules[name] = module_
    spec.loader.exec_module(module_)
    return module_
