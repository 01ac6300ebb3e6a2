"""A new plugin's project from templates: what it holds passes its tests as written."""

import keyword
import re
from importlib.resources import files
from pathlib import Path

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

KINDS = {
    "region": T("一个地区的规则，只写 TOML", "the rules of a region, TOML only"),
    "register": T("一本登记册", "a register"),
    "full": T(
        "登记册、指标、检查、卡片、夜间任务、命令、界面",
        "a register, measure, check, card, nightly job, command, screen",
    ),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{1,38}[a-z0-9]")


def scaffold(name: str, kind: str, parent: Path) -> list[Path]:
    """Write the project into a new folder of that name; gives the files that were written.

    Raises:
        BadInput: the name cannot be a module's, the kind is unknown, or the folder is there already.
    """
    from gongkai import __version__
    from gongkai.core.plugins.taking import TAKEN_KEYS

    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in TAKEN_KEYS or name == "gongkai":
        raise BadInput(
            T(f"插件不能叫 {name[:40]}。", f"A plugin cannot be called {name[:40]}."),
            T("用三个以上小写字母、数字、下划线，如 my_county。", "Use three or more of a-z, 0-9 and _, such as my_county."),
        )  # fmt: skip
    if kind not in KINDS:
        raise BadInput(
            T(f"没有“{kind}”这种样板。", f"There is no kind “{kind}”."),
            T(f"可用的有：{'、'.join(KINDS)}。", f"There are: {', '.join(KINDS)}."),
        )
    target = parent / name
    if target.exists():
        raise BadInput(
            T(f"{target} 已存在。", f"{target} is there already."),
            T("换一个名称或文件夹。", "Take another name or folder."),
        )
    words = {
        "name": name, "dashed": name.replace("_", "-"), "UPPER": f"{name.upper()}S", "version": __version__,
        "Class": "".join(part.capitalize() for part in name.split("_")),
    }  # fmt: skip
    written = []
    for root in ("common", kind):
        folder = Path(str(files("gongkai.core.plugins") / "scaffold" / root))
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            place = (
                path.relative_to(folder)
                .as_posix()
                .replace("__NAME__", name)
                .replace("__TESTS__", "tests")
                .removesuffix(".txt")
            )
            place = ".gitignore" if place == "gitignore" else place  # a template of that name would be obeyed here
            made = target / place
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(_filled(path.read_text("utf-8"), words), "utf-8")
            written.append(made)
    return written


def _filled(text: str, words: dict[str, str]) -> str:
    for key, value in words.items():
        text = text.replace("{{" + key + "}}", value)
    return text
