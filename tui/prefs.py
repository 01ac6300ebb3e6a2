"""What a person chose for the terminal UI, kept for the next time: theme and language. Never needed to work."""

import json
import os
from pathlib import Path

from gongkai.tui.themes import NAMES


def path() -> Path:
    """The file: ``$XDG_CONFIG_HOME/gongkai/tui.json``."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "gongkai" / "tui.json"


def read() -> dict[str, str]:
    """The choices that make sense; nothing when there are none or the file is damaged."""
    try:
        data = json.loads(path().read_text("utf-8"))
    except (OSError, ValueError, RuntimeError):
        return {}
    if not isinstance(data, dict):
        return {}
    kept = {}
    if data.get("theme") in NAMES:
        kept["theme"] = str(data["theme"])
    if data.get("language") in ("zh", "en"):
        kept["language"] = str(data["language"])
    return kept


def write(**choices: str) -> None:
    """Keep choices; a folder that cannot be written costs the memory, not the work."""
    try:
        file = path()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(read() | choices), "utf-8")
    except (OSError, RuntimeError):
        return
