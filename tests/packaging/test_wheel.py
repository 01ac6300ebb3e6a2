"""What is shipped: built from a copy of the sources, installed into an empty environment, and run there."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.sources import ROOMS, ROOT
from tests.packaging.test_layout import PARTS, PROJECT, SETUP

NAME = f"gongkai-{PROJECT['project']['version']}"
NOT_SOURCE = (".*", "build", "dist", "*.egg-info", "__pycache__", "demo-office")


def clean_environment() -> dict[str, str]:
    """The environment without anything that would make this checkout importable."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GONGKAI_"))}


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=clean_environment() | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    words = " ".join(str(word) for word in command[:3])
    assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


@dataclass(frozen=True)
class Built:
    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist, and the wheel built from that sdist; the folder's name has a space and a dash."""
    copy = tmp_path_factory.mktemp("build") / "a check-out"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    out = copy.parent / "out"
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ".", cwd=copy)
    (wheel,) = out.glob("*.whl")
    (sdist,) = out.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of an environment with the wheel; what it depends on is lent by a path file."""
    home = tmp_path_factory.mktemp("installed") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    python = home / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "-q", "-q")
    run(*pip, "install", "--no-index", "--no-deps", built.wheel, cwd=home.parent)
    (site,) = home.glob("lib/python*/site-packages")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    # A plain line only lengthens the path: the lender's own path files (this checkout) are not read.
    (site / "lent.pth").write_text("\n".join(sorted(lent)) + "\n", "utf-8")
    return home / "bin"


def shipped() -> set[str]:
    """Every file of the packages, as it must be named in the wheel."""
    names = set()
    for package, folder in PARTS.items():
        files = folder.glob("*") if package == "gongkai" else folder.rglob("*")
        for file in files:
            if file.is_file() and file.suffix not in (".pyc", ".md"):
                names.add(f"{package.replace('.', '/')}/{file.relative_to(folder).as_posix()}")
    return names


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    inside = {name for name in names if not name.startswith(f"{NAME}.dist-info/")}
    assert inside == shipped()


def test_the_wheel_has_one_top_level_name_and_no_tests(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0] for name in names} == {"gongkai", f"{NAME}.dist-info"}
    assert not [name for name in names if "test" in Path(name).parts[-1] and name.endswith(".py") and "/test_" in name]
    assert not {"tests", "benchmarks", "tools", "docs"} & {part for name in names for part in Path(name).parts}
    for package in SETUP["packages"]:
        assert f"{package.replace('.', '/')}/__init__.py" in names
    assert "gongkai/py.typed" in names
    for licence in PROJECT["project"]["license-files"]:
        assert any(name.endswith(f"/{licence}") for name in names)


def test_the_sdist_is_enough_to_build_from_and_has_no_rubbish(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for package, folder in PARTS.items():
        assert f"{folder.relative_to(ROOT).as_posix()}/__init__.py" in names, package
    assert {"pyproject.toml", "README.md", "LICENSE"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(".")]


def test_the_installed_wheel_imports_every_module(installed: Path, tmp_path: Path) -> None:
    modules = sorted(
        name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for name in shipped()
        if name.endswith(".py") and not name.endswith("__main__.py")
    )
    code = "import importlib, sys; print(*(importlib.import_module(m).__file__ for m in sys.argv[1:]))"
    files = run(installed / "python", "-c", code, *modules, cwd=tmp_path).split()
    assert len(files) == len(modules)
    assert all(Path(file).is_relative_to(installed.parent) for file in files)
    for room in ROOMS:
        code = f"import importlib.util as u; s = u.find_spec({room!r}); print(s and s.origin)"
        assert str(ROOT) not in run(installed / "python", "-c", code, cwd=tmp_path)


def test_the_installed_command_answers_in_both_languages(installed: Path, tmp_path: Path) -> None:
    chinese = run(installed / "gongkai", "--help", cwd=tmp_path, GONGKAI_LANG="zh")
    english = run(installed / "gongkai", "--help", cwd=tmp_path, GONGKAI_LANG="en")
    assert "公开" in chinese
    assert chinese != english
    assert "demo" in english
    as_module = run(installed / "python", "-m", "gongkai", "--help", cwd=tmp_path, GONGKAI_LANG="en")
    assert "demo" in as_module
