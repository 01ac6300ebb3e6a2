"""Making an office: folder, settings file, store, divisions, units, the first account."""

import getpass
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import tomli

from gongkai.core.access import SYSTEM, reserved
from gongkai.core.codes import NATION, format_code, parse_code
from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.levels import region_layers
from gongkai.core.office import FILE, Office, read_settings, store_url
from gongkai.core.plugins import Plugins
from gongkai.core.profile import Layer
from gongkai.core.registry.edition import Edition
from gongkai.core.registry.generate import generate_units
from gongkai.core.registry.load import load_divisions
from gongkai.core.store.engine import open_store
from gongkai.core.store.migrate import migrate_core

ADMINISTRATOR = "admin"


def init_office(
    folder: Path,
    division: str,
    *,
    region: Sequence[str] = (),
    store: str = "",
    name: str = "",
    account: str = "",
    sample: bool = False,
    note: Callable[[T], None] = lambda text: None,
) -> Office:
    """Make an office in a folder and give it opened; leaves nothing behind when it fails.

    Args:
        division: code or name of the office's own division.
        store: URL of its store; a SQLite file in the folder by default.
        account: the first account, an administrator; the user's login name by default.
        note: told what is being done.

    Raises:
        BadInput: the folder already holds an office, or the division is unknown.
        StoreError: the store cannot be made.
    """
    folder = Path(folder)
    if (folder / FILE).exists():
        raise BadInput(
            T(f"{folder} 里已有单位工作区。", f"There is already an office in {folder}."),
            T("换一个文件夹，或用 -C 打开它。", "Choose another folder, or open it with -C."),
        )
    edition = Edition.open()
    scope = _division(edition, division)
    brought = Plugins(folder).load().regions
    region_layers(region, folder, brought)  # an unknown region fails here, before anything is made
    account = account or _login()
    if account == SYSTEM:
        raise reserved()
    _nothing_there(store_url(folder, store or "sqlite:///office.sqlite"))
    fresh = not folder.exists()
    url = store or "sqlite:///office.sqlite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            T(
                f"建不了文件夹 {folder}：{error.strerror}。",
                f"Cannot make the folder {folder}: {error.strerror}.",
            ),
            T("检查路径和权限。", "Check the path and its permissions."),
        ) from error
    try:
        return _make(folder, edition, scope, region, url, name, account, sample, note)
    except BaseException:
        _take_back(folder, url, fresh)
        raise


def _make(
    folder: Path, edition: Edition, scope: int, region: Sequence[str], url: str, name: str, account: str, sample: bool,
    note: Callable[[T], None],
) -> Office:  # fmt: skip
    code = format_code(scope)
    title = name or (edition.row(scope)[1] if scope else "")
    lines = ["# gongkai 单位工作区 / office settings", "[office]", f'division = "{code}"']  # zh-data
    lines += [f"name = {_quoted(title)}", f"region = [{', '.join(_quoted(r) for r in region)}]"]
    lines += [f"store = {_quoted(url)}", f"account = {_quoted(account)}"]
    lines += ["sample = true"] if sample else []
    opened = open_store(store_url(folder, url), create=True)
    if opened.kind == "postgresql" and opened.tables():
        raise BadInput(
            T(f"{opened.shown} 里已有数据表。", f"{opened.shown} already holds tables."),
            T("换一个 schema。", "Choose another schema."),
        )
    migrate_core(opened)
    # the settings file comes last: a folder that has it holds a finished office
    text = "\n".join(lines) + "\n"
    layer = Layer("office", folder / FILE, tomli.loads(text), text)
    office = Office(folder, layer, read_settings(layer), opened, account)
    system = office.as_system()
    note(T("正在加载区划……", "Loading divisions…"))
    with system.change(str(T("建立单位工作区", "office made"))) as change:
        columns, about = edition.columns(scope), edition.manifest
        rows = load_divisions(system, change, columns, scope, about.edition, about.cut_off, about.package)
        note(T(f"区划 {rows:,} 个。", f"{rows:,} divisions."))
        change.create("account", name=account, display=account, division=code)
        change.create("grant", account=account, role="administrator", division=code)
    system.resources  # noqa: B018 - makes the plugins' tables
    if scope == NATION:
        note(T("单位未生成：用 gongkai unit generate 按模板生成全国约九十万个，或用 --within 指定区划。",
               "No units yet: gongkai unit generate makes the nation's 900,000 from templates, or those of --within."))  # fmt: skip
    else:
        with system.change(str(T("按模板生成单位", "units from templates"))) as change:
            made = generate_units(system, change, scope)
        note(T(f"按模板生成单位 {made:,} 个。", f"{made:,} units from templates."))
    office.forget()
    (folder / FILE).write_text(text, "utf-8")
    return office


def _nothing_there(url: str) -> None:
    """A SQLite file that is there already is somebody's; PostgreSQL is looked at when it is open."""
    if "://" not in url and Path(url).exists():
        raise BadInput(
            T(f"{url} 已存在，不能在上面新建。", f"{url} is already there; nothing is made over it."),
            T("换一个文件夹；若是中断的 init 留下的，先移走它。",
              "Choose another folder; if a broken init left it, move it away first."),
        )  # fmt: skip


def _take_back(folder: Path, url: str, fresh: bool) -> None:
    """Remove what a failed init made, and only that: the store was not there before."""
    where = store_url(folder, url)
    if "://" not in where:
        for left in (where, f"{where}-wal", f"{where}-shm"):
            with suppress(OSError):
                Path(left).unlink(missing_ok=True)
    shutil.rmtree(folder if fresh else folder / ".gongkai", ignore_errors=True)


def _division(edition: Edition, text: str) -> int:
    try:
        scope = parse_code(text)
        edition.row(scope)
    except GongkaiError as error:
        names = _named(edition, text.strip()) if not re.sub(r"[\s-]", "", text).isdigit() else []
        if len(names) == 1:
            return names[0][0]
        if names:
            shown = "；".join(f"{n} {format_code(s)}" for s, n in names[:5])  # zh-data
            raise BadInput(
                T(f"“{text}”对应多个区划。", f"“{text}” fits several divisions."),
                T(f"用代码指明：{shown}", f"Give the code: {shown}"),
            ) from error
        raise BadInput(
            T(f"没有区划 {text}。", f"There is no division {text}."),
            T("给出 12 位代码，如 511923000000；或完整名称，如 平昌县。",
              "Give the 12-digit code, such as 511923000000, or the full name."),
        ) from error  # fmt: skip
    return scope


def _named(edition: Edition, name: str) -> list[tuple[int, str]]:
    if not name:
        return []
    scopes, names, levels, _, _ = edition.columns()
    return [(s, n) for s, n, level in zip(scopes, names, levels, strict=True) if n == name and level <= 4]


def _login() -> str:
    try:
        name = re.sub(r"[^\w.-]", "", getpass.getuser())
    except (OSError, KeyError):
        name = ""
    return name or ADMINISTRATOR


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
