"""docs/hooks.md says what the hooks are, and every hook is used by a plugin that ships."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from gongkai.core import hookspecs
from gongkai.core.plugins.finding import BUNDLED
from gongkai.core.plugins.public import PUBLIC
from tools.hooks_page import page

ROOT = Path(__file__).resolve().parents[2]
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("gongkai_"))


def test_the_page_is_made_from_the_hooks() -> None:
    assert (ROOT / "docs" / "hooks.md").read_text("utf-8") == page()


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_typed_told_dated_and_used(hook: str) -> None:
    function = getattr(hookspecs, hook)
    given = inspect.signature(function)
    text = inspect.getdoc(function) or ""
    assert all(one.annotation is not inspect.Parameter.empty for one in given.parameters.values())
    assert set(re.findall(r":param (\w+):", text)) == set(given.parameters)
    assert re.search(r"versionadded:: \d+\.\d+", text)
    users = [name for name, target in BUNDLED.items() if hasattr(importlib.import_module(target), hook)]
    assert users, f"no bundled plugin uses {hook}"


@pytest.mark.parametrize("name", PUBLIC)
def test_public_modules_are_there_and_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    names = getattr(module, "__all__", [key for key in vars(module) if not key.startswith("_")])
    bare = [
        key for key in names
        if inspect.isfunction(one := getattr(module, key)) or inspect.isclass(one)
        if getattr(one, "__module__", "") == name and not inspect.getdoc(one)
    ]  # fmt: skip
    assert bare == []


def test_a_bundled_region_and_the_scaffold_use_public_modules_alone() -> None:
    scaffold = ROOT / "core" / "plugins" / "scaffold"
    for path in sorted(scaffold.rglob("*.py.txt")):
        text = path.read_text("utf-8").replace("{{Class}}", "Thing").replace("{{UPPER}}", "THINGS")
        for node in ast.walk(ast.parse(re.sub(r"{{(\w+)}}", r"\1", text))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gongkai"):
                assert node.module in PUBLIC, (path, node.module)
