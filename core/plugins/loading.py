"""Importing plugins and calling their hooks, each in its own try. The only caller of pluggy."""

import importlib
import importlib.util
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.foreign import FOREIGN
from gongkai.core.i18n import T
from gongkai.core.plugins.finding import Found, find, fingerprint, unfit
from gongkai.core.plugins.names import Names, names_of

if TYPE_CHECKING:
    from pluggy import PluginManager

    from gongkai.core.measures import Measure
    from gongkai.core.plugins.taking import Taken
    from gongkai.core.profile import Section
    from gongkai.core.resource import Resource

PACKAGE = "gongkai_office_plugin_"


class Plugins:
    """The plugins of one office."""

    def __init__(self, folder: Path | None = None, disabled: Sequence[str] = (), patience: float | None = None) -> None:
        self.folder = folder
        self.disabled = set(disabled)
        self.patience = patience
        self._found: list[Found] | None = None
        self._loaded = False
        self.note: Callable[[str], None] = lambda name: None  # told whose code runs next

    @classmethod
    def of(cls, folder: Path, settings: Mapping[str, Any]) -> "Plugins":
        """Those of an office, by what its file says; what is wrong with the file is said by whoever reads it whole."""
        said = settings.get("plugins")
        said = said if isinstance(said, Mapping) else {}
        off, patience = said.get("disable", ()), said.get("patience")
        off = tuple(map(str, off)) if isinstance(off, list | tuple) else ()
        return cls(folder, off, patience if isinstance(patience, int | float) else None)

    @cached_property
    def taken(self) -> "Taken":
        """What the plugins contribute."""
        from gongkai.core.plugins.taking import Taken

        return Taken()

    @property
    def resources(self) -> "dict[str, Resource]":
        """Registers by key."""
        return self.taken.resources

    @property
    def sections(self) -> "list[Section]":
        """Parts of the profile that plugins read."""
        return self.taken.sections

    @property
    def measures(self) -> "dict[str, Measure]":
        """Measures by key."""
        return self.taken.measures

    @property
    def files(self) -> list[tuple[str, Path]]:
        """Rule files, each with its plugin."""
        return self.taken.files

    @property
    def regions(self) -> dict[str, Path]:
        """Folders of regions by name."""
        return self.taken.regions

    @property
    def commands(self) -> dict[str, tuple[str, str, T]]:
        """Commands by name: plugin, target, words."""
        return self.taken.commands

    @property
    def screens(self) -> dict[str, tuple[str, str, T]]:
        """Screens by name: plugin, target, title."""
        return self.taken.screens

    @cached_property
    def _manager(self) -> "PluginManager":
        import pluggy  # 10 ms with the hookspecs: only when a plugin is loaded, not when its name is known

        from gongkai.core import hookspecs

        manager = pluggy.PluginManager("gongkai")
        manager.add_hookspecs(hookspecs)
        return manager

    @property
    def found(self) -> list[Found]:
        """Every plugin that is there, loaded or not, in loading order."""
        if self._found is None:
            self._found = find(self.folder, frozenset(self.disabled))
        return self._found

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
        from gongkai.core import hookspecs
        from gongkai.core.plugins.stuck import remember, why_stuck
        from gongkai.core.plugins.taking import take

        if stuck := why_stuck(self.folder, plugin):
            plugin.fault, plugin.disabled = stuck, "fault"
            return
        before = self.taken.copy()
        begun = time.perf_counter()
        try:
            if (why := unfit(plugin)) is not None:
                raise BadInput(
                    why,
                    T("升级 gongkai，或换一个版本的插件。", "Upgrade gongkai, or take another version of the plugin."),
                )
            if plugin.foreign:
                FOREIGN[module_of(plugin).partition(".")[0]] = plugin.name
            with self._contained(plugin):
                plugin.module = _import(plugin)
                plugin.seconds = time.perf_counter() - begun
                self._manager.register(plugin.module, plugin.name)
                unknown = [n for n in dir(plugin.module) if n.startswith("gongkai_") and not hasattr(hookspecs, n)]
                if unknown:
                    raise BadInput(
                        T(f"没有名为 {unknown[0]} 的钩子。", f"There is no hook named {unknown[0]}."),
                        T("查阅文档 docs/hooks.md。", "See docs/hooks.md."),
                    )
                take(plugin, self.taken)
            plugin.adds["hook"] = [name for name in dir(plugin.module) if name.startswith("gongkai_")]
            if plugin.foreign:
                self._watch_registers(plugin)
        except (Exception, SystemExit) as error:
            self.taken = before
            self.set_aside(plugin, error)
            if type(error).__name__ == "TookTooLong":  # its module is loaded only where somebody else's code is
                remember(self.folder, plugin, plugin.fault)

    @contextmanager
    def _contained(self, plugin: Found) -> Iterator[None]:
        """Run a plugin's code: for so long, printing nothing on stdout, and with what it says about the future kept."""
        if not plugin.foreign:
            from contextlib import redirect_stdout

            with redirect_stdout(sys.stderr):
                yield
            return
        from gongkai.core.plugins.patience import SECONDS, hushed, patient

        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", DeprecationWarning)
            try:
                with hushed(plugin.name), patient(SECONDS if self.patience is None else self.patience):
                    yield
            finally:
                new = [str(one.message)[:300] for one in said if issubclass(one.category, DeprecationWarning)]
                plugin.warnings += [text for text in dict.fromkeys(new) if text not in plugin.warnings]

    def _watch_registers(self, plugin: Found) -> None:
        """What a register of the plugin does while records are written or shown has its time, too."""
        from gongkai.core.plugins.patience import SECONDS, watched

        seconds = SECONDS if self.patience is None else self.patience
        for resource in self.resources.values():
            if resource.plugin == plugin.name and seconds:
                watched(resource, plugin.name, seconds)

    def set_aside(self, plugin: Found, error: BaseException) -> None:
        """Name the plugin's fault and go on without it for this run."""
        from gongkai.core.text import clean_line

        told = isinstance(error, GongkaiError) or type(error).__name__ == "TookTooLong"
        plugin.fault = clean_line(str(error) if told else f"{type(error).__name__}: {error}")[:300]
        plugin.disabled = "fault"
        self.taken.drop(plugin.name)
        if plugin.module is not None and self._manager.is_registered(plugin.module):
            self._manager.unregister(plugin.module)

    @property
    def faults(self) -> list[Found]:
        """Plugins that failed in this run; none when none was asked for."""
        return [plugin for plugin in self._found or () if plugin.fault]

    # calling

    def call(self, hook: str, collector: Callable[[str], Callable[..., None]] | None = None, **arguments: Any) -> None:
        """Call a hook on every plugin that has it, each in its own try: those that ask to be first, then the others in
        loading order, then those that ask to be last.

        Args:
            collector: called with the plugin's name, gives the ``register`` callback handed to the hook.
        """
        self.load()
        impls = getattr(self._manager.hook, hook).get_hookimpls()
        places = {plugin.name: number for number, plugin in enumerate(self.found)}
        for impl in sorted(impls, key=lambda impl: (not impl.tryfirst, impl.trylast, places[impl.plugin_name])):
            plugin = self.found[places[impl.plugin_name]]
            self.note(plugin.name)
            given = dict(arguments)
            taken: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
            if collector is not None:
                given["register"] = lambda *a, **k: taken.append((a, k))  # noqa: B023 - called before the next turn
            try:
                with self._contained(plugin):
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
        return names_of(self)

    def fingerprint(self) -> str:
        """What must be unchanged for anything remembered of the plugins to be true; imports none of them."""
        return fingerprint(self.folder, tuple(self.disabled))


def module_of(plugin: Found) -> str:
    """The name of its module, before it is imported."""
    return f"{PACKAGE}{plugin.name}" if plugin.origin == "office" else plugin.target.partition(":")[0]


def _import(plugin: Found) -> ModuleType | Any:
    if plugin.origin != "office":
        module, _, attribute = plugin.target.partition(":")
        loaded = importlib.import_module(module)
        return getattr(loaded, attribute) if attribute else loaded
    name = module_of(plugin)
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
