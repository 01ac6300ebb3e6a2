"""Which plugins there are, what they say of themselves, and in which order they are loaded. Nothing is imported.

A plugin says of itself, at the top of its module, in plain literals:

    requires_gongkai = ">=0.1"          # versions of gongkai that it works with
    load_after = ("catalog",)           # plugins that come before it
    load_before = ("my_other_plugin",)  # plugins that come after it

They are read from its source, so that what cannot be imported here is named for the right reason.
"""

import ast
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.core.i18n import T

GROUP = "gongkai.plugins"
BUNDLED = {
    "catalog": "gongkai.plugins.catalog.plugin",
    "tasks": "gongkai.plugins.tasks.plugin",
    "inspection": "gongkai.plugins.inspection.plugin",
    "regions": "gongkai.plugins.regions.plugin",
}
DATA = "regions"
"""A bundled plugin that only brings data, without which an office could not be read; ``GONGKAI_PLUGINS`` leaves it."""
SAID = ("requires_gongkai", "load_after", "load_before")
LARGEST = 1 << 20
"""Bytes of a module that is looked at."""


@dataclass
class Found:
    """A plugin that is there: its name, where it comes from, and how to import it.

    Attributes:
        origin: bundled, installed or office.
        target: module, or path for an office's own.
        requires: versions of gongkai that it works with; ``after``, ``before``: plugins it stands behind, in front of.
        disabled: why it is not loaded; ``fault``: what went wrong.
        adds: kind of contribution to keys.
        seconds: how long its import took; ``warnings``: what it uses that will go.
    """

    name: str
    origin: str
    target: str
    version: str = ""
    requires: str = ""
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    disabled: str = ""
    module: Any = None
    fault: str = ""
    adds: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> bool:
        """Whether somebody else wrote it."""
        return self.origin != "bundled"


def find(folder: Path | None, disabled: frozenset[str]) -> list[Found]:
    """Every plugin that is there, in loading order: bundled, installed, the office's own, but for what they ask."""
    only = os.environ.get("GONGKAI_PLUGINS")
    wanted = None if only is None else {name.strip() for name in only.split(",") if name.strip()}
    seen: dict[str, str] = {}
    found = []
    for plugin in (*_bundled(), *_installed(), *_own(folder)):
        if plugin.name in seen:
            plugin.disabled = f"name taken by {seen[plugin.name]}"
            plugin.fault = str(T(f"名称已被 {seen[plugin.name]} 占用。", f"The name is taken by {seen[plugin.name]}."))
        elif plugin.name in disabled:
            plugin.disabled = "office"
        elif wanted is not None and plugin.name not in wanted and plugin.target != BUNDLED[DATA]:
            plugin.disabled = "GONGKAI_PLUGINS"
        elif plugin.foreign:
            _hear(plugin)
        seen.setdefault(plugin.name, plugin.origin)
        found.append(plugin)
    return ordered(found)


def _bundled() -> Iterator[Found]:
    from gongkai import __version__

    for name, target in BUNDLED.items():
        yield Found(name, "bundled", target, __version__)


def _installed() -> Iterator[Found]:
    from importlib.metadata import entry_points  # 50 ms: only when plugins are really wanted

    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield Found(point.name, "installed", point.value, point.dist.version if point.dist else "")


def _own(office: Path | None) -> Iterator[Found]:
    folder = office / "plugins" if office else None
    if folder and folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix == ".py" and not path.name.startswith(("_", ".")):
                yield Found(path.stem, "office", str(path))
            elif (path / "__init__.py").is_file():
                yield Found(path.name, "office", str(path / "__init__.py"))


def source_of(plugin: Found) -> Path | None:
    """The file that holds the plugin's module, found without importing anything of it; None when there is none."""
    if plugin.origin == "office":
        return Path(plugin.target)
    from importlib.util import find_spec

    top, *rest = plugin.target.partition(":")[0].split(".")
    try:
        spec = find_spec(top)  # a name without dots imports nothing
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if not rest:
        return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None
    for place in spec.submodule_search_locations or ():
        path = Path(place, *rest)
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


def _hear(plugin: Found) -> None:
    """What the plugin says of itself; what cannot be read is said when it is imported."""
    path = source_of(plugin)
    try:
        if path is None or path.stat().st_size > LARGEST:
            return
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        if name not in SAID:
            continue
        try:
            value = ast.literal_eval(node.value)
        except ValueError:
            continue
        if name == "requires_gongkai":
            plugin.requires = str(value)
        else:
            names = (value,) if isinstance(value, str) else tuple(map(str, value)) if _listed(value) else ()
            setattr(plugin, name.removeprefix("load_"), names)


def _listed(value: Any) -> bool:
    return isinstance(value, list | tuple | set)


def ordered(found: Sequence[Found]) -> list[Found]:
    """The plugins so that each stands behind those it asks to, and otherwise as they were found.

    Where the wishes contradict each other nobody's is followed, and all who have one are put aside and told so.
    """
    by_name = {plugin.name: plugin for plugin in reversed(found)}
    first: dict[str, set[str]] = {plugin.name: set() for plugin in found}
    for plugin in found:
        first[plugin.name] |= set(plugin.after) & by_name.keys() - {plugin.name}
        for later in set(plugin.before) & by_name.keys() - {plugin.name}:
            first[later].add(plugin.name)
    done: list[Found] = []
    placed: set[str] = set()
    left = list(found)
    while left:
        ready = next((plugin for plugin in left if first[plugin.name] <= placed), None)
        if ready is None:
            names = "、".join(plugin.name for plugin in left)  # zh-data
            for plugin in left:
                if (plugin.after or plugin.before) and not plugin.disabled:
                    plugin.disabled = "fault"
                    plugin.fault = str(
                        T(f"装载次序互相矛盾（{names}）。", f"The loading order contradicts itself ({names}).")
                    )
            placed |= first.keys()
            continue
        left.remove(ready)
        done.append(ready)
        placed.add(ready.name)
    return done


def unfit(plugin: Found) -> T | None:
    """Why the plugin does not work with this gongkai, going by what it requires; None when it does."""
    if not plugin.requires:
        return None
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # only for who asks

    from gongkai import __version__

    try:
        fits = SpecifierSet(plugin.requires).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        return T(f"requires_gongkai 写成“{plugin.requires[:40]}”，读不懂；写成 \">=0.1\" 这样。",
                 f"requires_gongkai “{plugin.requires[:40]}” cannot be read; write it like \">=0.1\".")  # fmt: skip
    if fits:
        return None
    return T(f"需要 gongkai {plugin.requires}，现为 {__version__}。",
             f"It needs gongkai {plugin.requires}; this is {__version__}.")  # fmt: skip


def fingerprint(folder: Path | None, disabled: Sequence[str]) -> str:
    """What must be unchanged for anything remembered of the plugins to be true; imports none of them."""
    from gongkai import __version__

    marks = [__version__, ",".join(sorted(disabled)), os.environ.get("GONGKAI_PLUGINS", "*")]
    for entry in dict.fromkeys(sys.path):
        if entry.endswith("site-packages"):
            try:
                marks.append(f"{entry}:{os.stat(entry).st_mtime_ns}")  # noqa: PTH116 - no Path object on this path
            except OSError:
                continue
    bundled = Path(__file__).resolve().parents[2] / "plugins"  # a checkout changes without a new version
    marks += [_newest(bundled / name) for name in BUNDLED]
    own = folder / "plugins" if folder else None
    if own and own.is_dir():
        marks += [f"{p.relative_to(own)}:{p.stat().st_mtime_ns}" for p in sorted(own.rglob("*.py")) if p.is_file()]
    return "|".join(marks)


def _newest(folder: Path) -> str:
    """How many source and rule files a folder holds, and when the newest of them was changed."""
    with os.scandir(folder) as entries:
        times = [e.stat().st_mtime_ns for e in entries if e.name.endswith((".py", ".toml"))]
    return f"{folder.name}:{len(times)}:{max(times, default=0)}"
