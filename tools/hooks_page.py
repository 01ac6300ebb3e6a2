"""Writes docs/hooks.md from the hooks themselves: ``python -m tools.hooks_page > docs/hooks.md``."""

import inspect
import re

from gongkai.core import hookspecs
from gongkai.core.plugins.public import PUBLIC

HEAD = """\
# Hooks

Every hook with its exact signature. This page is made from `core/hookspecs.py` (`python -m tools.hooks_page`), and a test compares
the two. A plugin takes only the arguments it names; what it contributes is handed to `register`, so that a hook can grow without
breaking a plugin. See [plugins.md](plugins.md) for examples.

A hook keeps its name and its arguments until a version that the deprecation names; `gongkai plugin doctor` tells which
plugins use what will go. Implementations run in loading order, `@hookimpl(tryfirst=True)` before and `trylast=True` behind the
others.
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for name, function in vars(hookspecs).items():
        if not name.startswith("gongkai_"):
            continue
        text = inspect.getdoc(function) or ""
        words, _, since = text.partition(".. versionadded::")
        about, *arguments = re.split(r"^:param ", words, flags=re.MULTILINE)
        parts += [f"## {name}", "", f"```python\n{_signature(name, function)}\n```", "", " ".join(about.split()), ""]
        for argument in arguments:
            key, _, meaning = argument.partition(":")
            parts.append(f"- `{key}`: {' '.join(meaning.split())}")
        parts += ["", f"Since {since.strip()}.", ""]
    parts += [
        "## Public modules",
        "",
        "A plugin may import these; all others are private and change without notice.",
        "",
    ]
    parts += [f"- `{module}`" for module in PUBLIC]
    return "\n".join(parts).replace("```", "\0").replace("``", "`").replace("\0", "```") + "\n"


def _signature(name: str, function: object) -> str:
    given = inspect.signature(function)  # type: ignore[arg-type]
    shown = [f"{key}: {_kind(one.annotation)}" for key, one in given.parameters.items()]
    return f"def {name}({', '.join(shown)}) -> None"


def _kind(annotation: object) -> str:
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "") or str(annotation)
    if not isinstance(annotation, str) and "[" in str(annotation):
        text = str(annotation)
    return re.sub(r"\b(?:[a-z_]+\.)+([A-Z]\w*)", r"\1", text)


if __name__ == "__main__":
    print(page(), end="")
