"""Which plugins the conformance suite looks at."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Subject:
    """A plugin by its name, and by its file or folder where it is not installed."""

    name: str
    path: Path | None = None


def subjects(asked: str, root: Path) -> list[Subject]:
    """Those that are named (names of installed plugins, or files and folders), else those of the project at ``root``.

    Raises:
        LookupError: nothing is named, and the project declares no plugin.
    """
    if asked:
        return [_subject(text.strip(), root) for text in asked.split(",") if text.strip()]
    project = root / "pyproject.toml"
    said = tomllib.loads(project.read_text("utf-8")) if project.is_file() else {}
    names = said.get("project", {}).get("entry-points", {}).get("gongkai.plugins", {})
    if not names:
        raise LookupError(
            f"{project} declares no entry point of the group gongkai.plugins; "
            "name the plugin: --gongkai-conformance=NAME, or =path/to/plugin.py"
        )
    return [Subject(name) for name in names]


def _subject(text: str, root: Path) -> Subject:
    for path in (Path(text), root / text):
        if path.exists() and (path.suffix == ".py" or (path / "__init__.py").is_file()):
            return Subject(path.stem, path.resolve())
    return Subject(text)
