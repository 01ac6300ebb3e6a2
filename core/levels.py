"""The layers of rules that ship with gongkai: the nation, the five levels, the grass-roots domains, the regions."""

from collections.abc import Mapping, Sequence
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


def region_folders(office: Path | None = None, brought: Mapping[str, Path] | None = None) -> dict[str, Path]:
    """Regions by name: those that plugins bring, and the office's own in ``regions/``.

    Args:
        brought: what the plugins bring; when nobody has asked them, the regions that ship with gongkai.
    """
    found = _in_folder(Path(str(files("gongkai.plugins.regions")))) if brought is None else dict(brought)
    return found | (_in_folder(office / "regions") if office else {})


def _in_folder(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if (path / "region.toml").is_file()}


def region_layers(
    names: Sequence[str], office: Path | None = None, brought: Mapping[str, Path] | None = None
) -> list[Layer]:
    """The layers of the named regions, ``region.toml`` first in each, and before each those that it inherits from: a
    county's stand on its prefecture's, and those on the province's (KY-27). No region comes twice.

    Args:
        brought: folders of regions that plugins bring, by name.

    Raises:
        BadInput: there is no such region (names those there are), or regions inherit from each other in a circle.
    """
    known = region_folders(office, brought)
    layers: dict[str, list[Layer]] = {}

    def add(name: str, below: tuple[str, ...]) -> None:
        if name in layers:
            return
        if name in below:
            circle = " → ".join((*below[below.index(name) :], name))
            raise BadInput(
                T(f"地区规则互相继承：{circle}。", f"Regions inherit from each other: {circle}."),
                T("改正其中一个的 inherits。", "Mend the inherits of one of them."),
            )
        if name not in known:
            by = T(f"（{below[-1]} 要继承）", f" ({below[-1]} inherits from it)") if below else T("", "")
            raise BadInput(
                T(f"没有地区规则 {name}{by.zh}。", f"There is no region {name}{by.en}."),
                T(f"可用的有：{'、'.join(known)}。", f"Known ones: {', '.join(known)}."),
            )
        paths = sorted(known[name].glob("*.toml"), key=lambda path: (path.name != "region.toml", path.name))
        own = [Layer.load(f"region:{name}", path) for path in paths]
        for upper in _inherits(own[0]):
            add(upper, (*below, name))
        layers[name] = own

    for name in names:
        add(name, ())
    return [layer for own in layers.values() for layer in own]


def _inherits(layer: Layer) -> list[str]:
    said = layer.data.get("region")
    uppers = said.get("inherits", []) if isinstance(said, Mapping) else []
    return [uppers] if isinstance(uppers, str) else [str(upper) for upper in uppers]
