"""The layers of rules that ship with gongkai: the nation, the five levels, the grass-roots domains, the regions."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import Layer

LEVELS = ("national", "province", "prefecture", "county", "township", "village")


def level_layers() -> list[Layer]:
    """The nation's layers, the five levels', the domains'. All are read: an office also answers for the levels below it."""
    folder = Path(str(files("gongkai.levels")))
    return [Layer.load(name, path) for name in (*LEVELS, "domains") for path in sorted((folder / name).glob("*.toml"))]


def region_folders(office: Path | None = None) -> dict[str, Path]:
    """Regions by name: those that ship with gongkai, and the office's own in ``regions/``."""
    found: dict[str, Path] = {}
    for folder in (Path(str(files("gongkai.plugins.regions"))), *((office / "regions",) if office else ())):
        if folder.is_dir():
            found |= {path.name: path for path in sorted(folder.iterdir()) if (path / "region.toml").is_file()}
    return found


def region_layers(names: Sequence[str], office: Path | None = None) -> list[Layer]:
    """The layers of the named regions, ``region.toml`` first in each.

    Raises:
        BadInput: there is no such region; names those there are.
    """
    known = region_folders(office)
    layers = []
    for name in names:
        if name not in known:
            raise BadInput(
                T(f"没有地区规则 {name}。", f"There is no region {name}."),
                T(f"可用的有：{'、'.join(known)}。", f"Known ones: {', '.join(known)}."),
            )
        paths = sorted(known[name].glob("*.toml"), key=lambda path: (path.name != "region.toml", path.name))
        layers += [Layer.load(f"region:{name}", path) for path in paths]
    return layers
