"""A plugin's project on the disk: what it declares, and how it is tried without being installed."""

import os
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

GROUP = "gongkai.plugins"


@dataclass(frozen=True)
class Project:
    """One plugin: its name, the module that is loaded, its sources, and the folder that they are told from."""

    name: str
    target: str
    main: Path
    root: Path
    own: bool  # a file or folder for an office's plugins/, not a project

    @property
    def sources(self) -> list[Path]:
        """Its Python files, without tests and migrations."""
        if self.own and self.main.name != "__init__.py":
            return [self.main]
        folder = self.main.parent
        return [
            path for path in sorted(folder.rglob("*.py"))
            if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(folder).parts)
        ]  # fmt: skip


def projects(path: Path) -> list[Project]:
    """The plugins at a path: a project with a pyproject.toml, a package, or a single file.

    Raises:
        BadInput: there is none; says what is looked for.
    """
    path = path.resolve()
    if path.is_file() and path.suffix == ".py":
        return [Project(path.stem, str(path), path, path.parent, True)]
    if (path / "pyproject.toml").is_file():
        try:
            said = tomllib.loads((path / "pyproject.toml").read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                T(
                    f"{path / 'pyproject.toml'} 读不懂：{error}。",
                    f"{path / 'pyproject.toml'} cannot be read: {error}.",
                ),
                T("改正后再试。", "Mend it and try again."),
            ) from error
        found = []
        for name, target in said.get("project", {}).get("entry-points", {}).get(GROUP, {}).items():
            main = _main(path, target)
            if main is None:
                raise BadInput(
                    T(f"入口 {name} 指的模块 {target} 不在 {path} 里。",
                      f"The module {target} of the entry point {name} is not in {path}."),
                    T("改正 pyproject.toml 中的入口。", "Mend the entry point in pyproject.toml."),
                )  # fmt: skip
            found.append(Project(name, target, main, path, False))
        if found:
            return found
    if (path / "__init__.py").is_file():
        return [Project(path.name, str(path / "__init__.py"), path / "__init__.py", path.parent, True)]
    raise BadInput(
        T(f"{path} 里没有插件。", f"There is no plugin in {path}."),
        T(f"给出一个 .py 文件、一个包，或 pyproject.toml 里写了 [project.entry-points.\"{GROUP}\"] 的项目。",
          f"Name a .py file, a package, or a project whose pyproject.toml has [project.entry-points.\"{GROUP}\"]."),
    )  # fmt: skip


def _main(root: Path, target: str) -> Path | None:
    parts = target.partition(":")[0].split(".")
    for base in (root, root / "src"):
        for file in (base.joinpath(*parts).with_suffix(".py"), base.joinpath(*parts) / "__init__.py"):
            if file.is_file():
                return file
    return None


def environment(found: list[Project], beside: Path) -> dict[str, str]:
    """The environment in which projects are installed, going by metadata that is written into a folder ``beside``."""
    about = beside / "installed-0.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: installed\nVersion: 0\n", "utf-8")
    lines = "".join(f"{one.name} = {one.target}\n" for one in found if not one.own)
    (about / "entry_points.txt").write_text(f"[{GROUP}]\n{lines}", "utf-8")
    roots = dict.fromkeys(str(_root(one)) for one in found if not one.own)
    paths = [str(beside), *roots, os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path), "PYTHONDONTWRITEBYTECODE": "1"}


def _root(one: Project) -> Path:
    steps = len(one.target.partition(":")[0].split("."))
    steps += one.main.name == "__init__.py"
    return one.main.parents[steps - 1]


def put_into(found: list[Project], office: Path) -> None:
    """Copy files and packages that are an office's own into it."""
    folder = office / "plugins"
    for one in found:
        if one.own:
            folder.mkdir(exist_ok=True)
            if one.main.name == "__init__.py":
                shutil.copytree(one.main.parent, folder / one.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(one.main, folder / one.main.name)


def command(*words: str) -> list[str]:
    """``gongkai`` with this Python."""
    return [sys.executable, "-m", "gongkai", *words]
