"""``Office``: one opened workspace. The first argument of everything above the store."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from copy import copy
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core import i18n
from gongkai.core.codes import format_code
from gongkai.core.errors import BadInput, GongkaiError, NotAllowed
from gongkai.core.foreign import keep_out
from gongkai.core.i18n import T
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile, Region, Settings
from gongkai.core.store.engine import Store, open_store, sqlite_path

if TYPE_CHECKING:
    from gongkai.core.access import Right
    from gongkai.core.clock import Calendar
    from gongkai.core.ledger.door import Change
    from gongkai.core.lists import Lists
    from gongkai.core.plugins import Plugins
    from gongkai.core.register import Register
    from gongkai.core.resource import Resource
    from gongkai.core.store.record import Record
    from gongkai.core.workflow import Workflow

FILE = "gongkai.toml"
STORE = T("存储本身", "the store itself")
BY_OFFICE = T(
    "读用 office.rows、office.select，写用 office.change。",
    "Read with office.rows or office.select, write by office.change.",
)
CORE_REGISTERS = (
    "unit", "post", "facility", "account", "grant", "holiday", "act", "lineage", "term", "deployment", "bundle", "quarantine",
)  # fmt: skip
CHUNK = 500


class Office:
    """An office that is open: its folder, settings, store, plugins, profile, and the account that acts.

    Attributes:
        actor: name of the acting account; empty when none is named (then nothing is seen or changed).
        login: name of the account at the keyboard: the acting one, unless an administrator acts as somebody else.
        today: the day on which everything is judged; the machine's date unless ``GONGKAI_TODAY`` says another.
    """

    def __init__(self, folder: Path, settings_layer: Layer, settings: Settings, store: Store, actor: str) -> None:
        self.folder = folder
        self.settings = settings
        self._store = store
        self.actor = actor
        self.login = actor
        self._settings_layer = settings_layer
        self._fixed_today = os.environ.get("GONGKAI_TODAY", "")
        self._rights: list[Right] | None = None
        self._names: dict[str, str] = {}
        self._scopes: dict[str, int] = {}
        self._places: dict[int, str] = {}
        self.hooked = 0  # how deep the door is in hooks of registers
        self.ref_names: dict[tuple[str, str], str] = {}
        self.remembered: dict[Any, Any] = {}  # what else was worked out from the store, until the next change

    @classmethod
    def open(
        cls, folder: str | Path, actor: str | None = None, checked: bool = True, ask: Callable[[str], str] | None = None
    ) -> "Office":
        """Open the office in a folder.

        Args:
            actor: the acting account; otherwise the operating system's user where the office says so, else
                ``GONGKAI_ACCOUNT``, then the office's own setting.
            checked: whether the store must have the version of this gongkai, and the account its password; only what
                upgrades a store or brings one back says False.
            ask: asks a person for the account's password, when it has one and ``GONGKAI_PASSWORD`` is not set.

        Raises:
            BadInput: no office there, or its file is wrong.
            StoreError: the store cannot be opened, or was made by a newer gongkai.
            NotAllowed: the account's password is wrong or missing.
        """
        folder = Path(folder)
        path = folder / FILE
        if not path.is_file():
            raise BadInput(
                T(f"{folder} 里没有单位工作区（缺 {FILE}）。", f"There is no office in {folder} (no {FILE})."),
                T("用 gongkai init 新建，或用 -C 指到已有的文件夹；gongkai demo 打开样例。",
                  "Make one with gongkai init, point -C at one, or look at a sample with gongkai demo."),
            )  # fmt: skip
        layer = Layer.load("office", path)
        settings = read_settings(layer)
        if settings.language and "GONGKAI_LANG" not in os.environ:
            i18n.use(settings.language)
        store = open_store(store_url(folder, settings.store))
        if checked:
            from gongkai.core.store.migrate import check_version

            check_version(store)
        if settings.login == "system":
            name = actor or _system_user()
        else:
            name = actor or os.environ.get("GONGKAI_ACCOUNT") or settings.account
        if name == "gongkai":  # the system's own name, see gongkai.core.access
            from gongkai.core.access import reserved

            raise reserved()
        office = cls(folder, layer, settings, store, name)
        if checked and not actor and settings.login == "system":
            _require_account(store, name)
        if checked and store.sql("SELECT 1 FROM account_secret LIMIT 1"):
            from gongkai.core.access.passwords import check_password

            try:
                check_password(office, ask)
            except BaseException:
                store.close()
                raise
        return office

    @property
    def store(self) -> Store:
        """The store, for core alone; see ``gongkai.core.foreign``."""
        keep_out(STORE, BY_OFFICE)
        return self._store

    # who and when

    def as_(self, actor: str) -> "Office":
        """The same office with another acting account."""
        other = copy(self)
        other.actor = other.login = actor
        other._rights = None
        other._names, other._scopes, other._places, other.ref_names, other.remembered = {}, {}, {}, {}, {}
        return other

    def stored_in(self, store: Store) -> "Office":
        """The same office on another store, for core alone: what fills a new one."""
        keep_out(STORE, BY_OFFICE)
        other = self.as_(self.actor)
        other._store = store
        return other

    def on(self, day: date) -> "Office":
        """The same office on another day, for what should have been done then."""
        other = copy(self)
        other._fixed_today = day.isoformat()
        other._rights = None
        other.remembered = {}
        return other

    def stand_on(self, day: str) -> None:
        """Judge everything on another day (``YYYY-MM-DD``) from now on, for tests and rehearsals."""
        self._fixed_today = day
        self.forget()

    def by(self, calendar: "Calendar") -> "Office":
        """The same office with other working days, for what would move when a notice is loaded."""
        other = copy(self)
        other.__dict__["calendar"] = calendar
        return other

    def under(self, profile: Profile) -> "Office":
        """The same office as other rules would see it, such as those of a region that is not adopted."""
        other = copy(self)
        other.__dict__.pop("lists", None)
        other.profile = profile
        return other

    def as_system(self) -> "Office":
        """The same office acting by itself, for making offices and sample data."""
        from gongkai.core.access import SYSTEM

        keep_out(T("系统身份", "the system's own account"), BY_OFFICE)
        return self.as_(SYSTEM)

    @property
    def today(self) -> date:
        """The day on which everything is judged."""
        if self._fixed_today:
            try:
                return date.fromisoformat(self._fixed_today)
            except ValueError:
                raise BadInput(
                    T(f"GONGKAI_TODAY={self._fixed_today} 不是日期。", f"GONGKAI_TODAY={self._fixed_today} is not a date."),
                    T("写成 2026-11-22。", "Write it as 2026-11-22."),
                ) from None  # fmt: skip
        return date.today()

    @property
    def now(self) -> str:
        """This moment in UTC as ISO text with milliseconds."""
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    @property
    def rights(self) -> "list[Right]":
        """The acting account's grants in force."""
        from gongkai.core.access import rights_of

        if self._rights is None:
            self._rights = rights_of(self, self.actor) if self.actor else []
        return self._rights

    @property
    def store_shown(self) -> str:
        """Where the store lies, as a person may see it: without a password."""
        return self.store.shown

    @property
    def person(self) -> tuple[str, str]:
        """Name and post of the acting account's person; the account itself where it is not known."""
        rows = self.store.sql("SELECT display, post FROM account WHERE name = ?", (self.actor,))
        return (rows[0][0] or self.actor, rows[0][1] or "") if rows else (self.actor, "")

    def forget(self) -> None:
        """Drop what was remembered of the store: grants and names are read again when next asked."""
        self._rights = None
        self._names.clear()
        self._scopes.clear()
        self._places.clear()
        self.ref_names.clear()
        self.remembered.clear()

    # rules and plugins

    @cached_property
    def plugins(self) -> "Plugins":
        """The plugins, found but not yet loaded."""
        from gongkai.core.plugins import Plugins

        return Plugins.of(self.folder, self._settings_layer.data)

    @cached_property
    def profile(self) -> Profile:
        """The rules in force: every layer merged."""
        from gongkai.core.levels import level_layers, region_layers

        plugins = self.plugins.load()
        layers = level_layers()
        layers += [Layer.load(f"plugin:{name}", path) for name, path in plugins.files]
        layers += region_layers(self.settings.region, self.folder, plugins.regions)
        layers += [
            Layer.load("office", path) for path in sorted((self.folder / "rules").glob("*.toml")) if path.is_file()
        ]
        layers.append(self._settings_layer)
        whole = not any(plugin.disabled for plugin in plugins.found)
        return Profile(layers, [*CORE_SECTIONS, *plugins.sections], whole)

    @cached_property
    def lists(self) -> "Lists":
        """The roles' verbs and the lists that fields name, without reading the whole profile when that is known."""
        from gongkai.core.lists import from_profile, lists_of

        return from_profile(self) if "profile" in self.__dict__ else lists_of(self)

    @cached_property
    def calendar(self) -> "Calendar":
        """Working days, with the office's own loaded table over the built-in years."""
        from gongkai.core.registry.holidays import load_calendar

        return load_calendar(self)

    @cached_property
    def resources(self) -> "dict[str, Resource]":
        """Every register by its key: core's own and the plugins'."""
        from gongkai.core.store.migrate import ensure_registers

        own = {key: resource for key in CORE_REGISTERS if (resource := core_resource(key))}
        ensure_registers(self)
        return own | {k: r for k, r in self.plugins.resources.items() if k not in own}

    def resource(self, key: str) -> "Resource":
        """A register by its key.

        Raises:
            BadInput: there is none; names the nearest.
        """
        own = core_resource(key)
        if own is not None:
            return own
        if key not in self.resources:
            from gongkai.core.text import nearest

            near = nearest(key, list(self.resources))
            raise BadInput(
                T(f"没有登记册 {key}。", f"There is no register {key}."),
                T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
                else T("用 gongkai plugin list 查看。", "See gongkai plugin list."),
            )  # fmt: skip
        return self.resources[key]

    def resource_of(self, record: "Record") -> "Resource":
        """The register that a record belongs to."""
        for key in CORE_REGISTERS:
            own = core_resource(key)
            if own is not None and isinstance(record, own.model):
                return own
        for resource in self.resources.values():
            if type(record) is resource.model:
                return resource
        raise BadInput(
            T("这条记录不属于任何登记册。", "This record belongs to no register."),
            T("检查提供它的插件是否启用。", "Check that the plugin that gives it is enabled."),
        )

    def workflow(self, resource: "Resource") -> "Workflow":
        """The register's workflow as this office's profile has it."""
        from gongkai.core.workflow import Workflow

        flows = self.profile.items("workflow", Workflow)
        if resource.workflow not in flows:
            raise BadInput(
                T(f"没有工作流 {resource.workflow}。", f"There is no workflow {resource.workflow}."),
                T("在规则文件中补上 [[workflow]]。", "Add the [[workflow]] to the rules."),
            )
        return flows[resource.workflow]

    def region(self) -> Region | None:
        """What the office's (last) region says of itself."""
        return self.profile.table("region", Region) if self.settings.region else None

    # reading and writing

    def select(self, model: type["Record"], *columns: Any, verb: str = "view") -> Any:
        """A query on a register's model, already narrowed to what the acting account may see."""
        from gongkai.core.access import scoped
        from gongkai.core.reading import mark

        query = scoped(self, model.select(*columns), model, model.reading)
        return mark(query if verb in ("view", model.reading) else scoped(self, query, model, verb))

    @property
    def inside(self) -> "Office":
        """This office as the door itself sees it, for the hooks of a register: what follows from a change does not
        depend on how much of it the acting account may see.

        Raises:
            GongkaiError: no hook is running.
        """
        if not self.hooked:
            raise GongkaiError(
                T(
                    "只有登记册的钩子在写入时才能这样读取。",
                    "Only a register's hooks may read so, while something is written.",
                ),
                T("改用 office.rows 或 office.select。", "Use office.rows or office.select."),
            )
        return self.as_system()

    def fetch(self, query: Any) -> list[Any]:
        """The rows of a query that began with ``select`` (or reads public facts alone).

        Raises:
            GongkaiError: some part of it is not narrowed to what the account may see.
        """
        from gongkai.core.reading import check

        check(query)
        return self.store.fetch(query)

    def first(self, query: Any) -> Any:
        """The first row of such a query, or None."""
        rows = self.fetch(query.limit(1))
        return rows[0] if rows else None

    def value(self, query: Any) -> Any:
        """The first column of its first row, or None."""
        rows = self.fetch(query.limit(1).tuples())
        return rows[0][0] if rows else None

    def rows(self, statement: str, params: Sequence[Any] = (), verb: str = "view") -> list[tuple[Any, ...]]:
        """Rows of set-based SQL in which every register's table is a mark (``{entry}``); see ``gongkai.core.reading``.

        Raises:
            GongkaiError: it is no single SELECT, or names a table without a mark.
        """
        from gongkai.core.reading import statement_for

        return self.store.sql(*statement_for(self, statement, params, verb))

    def stream(self, statement: str, params: Sequence[Any] = (), verb: str = "view") -> Iterator[tuple[Any, ...]]:
        """The same as ``rows`` without holding all of them at once."""
        from gongkai.core.reading import statement_for

        return self.store.stream(*statement_for(self, statement, params, verb))

    @cached_property
    def known_tables(self) -> frozenset[str]:
        """Every table of the store, which ``rows`` takes by its mark alone."""
        return frozenset(self.store.tables())

    def register(self, key: str) -> "Register":
        """A register bound to this office: pages, records, forms, history."""
        from gongkai.core.register import Register

        return Register(self, self.resource(key))

    def change(self, reason: str = "", rule: str = "") -> "AbstractContextManager[Change]":
        """The one door for writes; see ``gongkai.core.ledger.door``."""
        from gongkai.core.ledger.door import change

        return change(self, reason, rule)

    # names of units and places

    def unit(self, text: str) -> Any:
        """The unit meant by an id, a name, a name with the id in brackets behind it, or pinyin initials.

        Raises:
            BadInput: none or several; names the nearest or the candidates.
        """
        from gongkai.core.registry.find import one_unit
        from gongkai.core.registry.labels import marked_uid

        uid = marked_uid(text)
        return one_unit(self, uid if uid in self.unit_names([uid]) else text)

    def place(self, text: str) -> int:
        """The scope meant by a code, a division's name, or its initials."""
        from gongkai.core.registry.find import one_place

        return one_place(self, text)

    def node(self, text: str) -> Any:
        """The division (its scope) or else the unit (its record) that a person means.

        Raises:
            BadInput: neither, or several.
        """
        from gongkai.core.registry.find import one_node

        return one_node(self, text)

    def unit_name(self, uid: str) -> str:
        """The unit's name; its uid when it is not there."""
        return self.unit_names([uid]).get(uid, uid)

    def unit_names(self, uids: Iterable[str]) -> dict[str, str]:
        """Names of several units in one query."""
        wanted = list(dict.fromkeys(uids))
        self._read_units([uid for uid in wanted if uid not in self._names])
        return {uid: self._names[uid] for uid in wanted if uid in self._names}

    def unit_scope(self, uid: str) -> int:
        """The unit's present place.

        Raises:
            BadInput: no such unit.
        """
        if uid not in self._scopes:
            self._read_units([uid])
        if uid not in self._scopes:
            raise BadInput(
                T(f"没有单位 {uid}。", f"There is no unit {uid}."),
                T("用 gongkai unit list 查看。", "See gongkai unit list."),
            )
        return self._scopes[uid]

    def _read_units(self, uids: Sequence[str]) -> None:
        for start in range(0, len(uids), CHUNK):
            part = uids[start : start + CHUNK]
            marks = ", ".join("?" for _ in part)
            for uid, name, scope in self.store.sql(f"SELECT uid, name, scope FROM unit WHERE uid IN ({marks})", part):
                self._names[uid], self._scopes[uid] = name, scope

    def place_name(self, scope: int) -> str:
        """The division's name, the last one that it had when it is gone; its code when it was never in this store."""
        if scope not in self._places:
            rows = self.store.sql("SELECT name FROM division WHERE code = ?", (scope,))
            if not rows:
                from gongkai.core.registry.past import last_name  # only for codes that are in use no more

                rows = [(last_name(self.store, scope) or format_code(scope),)]
            self._places[scope] = rows[0][0]
        return self._places[scope]

    @property
    def last_change(self) -> int:
        """Number of the newest link of the ledger; 0 when there is none."""
        return int(self.store.sql("SELECT COALESCE(max(seq), 0) FROM ledger")[0][0])

    def last_actor(self, resource: "Resource", uid: str) -> str:
        """Who changed a record last."""
        from gongkai.core.ledger.history import history

        lines = history(self, resource.key, uid, limit=1)
        return lines[0].actor if lines else "?"

    @property
    def title(self) -> str:
        """The office's name as a person reads it."""
        return self.settings.name or self.place_name(self.scope)

    @cached_property
    def scope(self) -> int:
        """The office's own division as a scope: the code that it has by now, also when its file still says the old one
        because the machine stopped just when an act had been applied."""
        from gongkai.core.codes import parse_code

        code = parse_code(self.settings.division)
        if self.store.sql("SELECT 1 FROM division WHERE code = ?", (code,)):
            return code
        from gongkai.core.registry.past import code_now  # only for a code that is in use no more

        return code_now(self.store, code)

    def stopper(self) -> "Callable[[], None]":
        """What interrupts a long read of this thread when it is called from another."""
        return self.store.stopper()

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def core_resource(key: str) -> "Resource | None":
    """Core's own registers, without loading a plugin."""
    if key in ("unit", "post", "facility"):
        from gongkai.core.registry.models import FACILITIES, POSTS, UNITS

        return {"unit": UNITS, "post": POSTS, "facility": FACILITIES}[key]
    if key in ("account", "grant"):
        from gongkai.core.access import ACCOUNTS, GRANTS

        return ACCOUNTS if key == "account" else GRANTS
    if key == "holiday":
        from gongkai.core.registry.holidays import HOLIDAYS

        return HOLIDAYS
    if key in ("act", "lineage"):
        from gongkai.core.registry.acts import ACTS, LINEAGE

        return ACTS if key == "act" else LINEAGE
    if key == "term":
        from gongkai.core.registry.terms import TERMS

        return TERMS
    if key in ("deployment", "bundle", "quarantine"):
        from gongkai.core.exchange.models import BUNDLES, DEPLOYMENTS, QUARANTINE

        return {"deployment": DEPLOYMENTS, "bundle": BUNDLES, "quarantine": QUARANTINE}[key]
    return None


def store_url(folder: Path, url: str) -> str:
    """The store's address; a relative file path (``sqlite:///office.sqlite``) starts at the office's folder."""
    if "://" in url and not url.startswith("sqlite:"):
        return url
    return str(folder.resolve() / sqlite_path(url))


def read_settings(layer: Layer) -> Settings:
    """The ``[office]`` table of an office's own file.

    Raises:
        BadInput: it is missing or wrong; names file, line and key.
    """
    from gongkai.core.toml import convert, line_of

    def locate(key: str) -> tuple[str, int]:
        return str(layer.path), line_of(layer.text, "office", None, key)

    return convert(dict(layer.data.get("office", {})), Settings, T("[office]", "[office]"), locate)


def _system_user() -> str:
    """Who runs this process, as the operating system knows it; no variable of the environment changes that."""
    if os.name == "nt":  # pragma: no cover - the other systems' tests cannot reach it
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        raise NotAllowed(
            T(f"操作系统不认识用户 {os.getuid()}。", f"The operating system knows no user {os.getuid()}."),
            T("gongkai.toml 写明了 login = \"system\"；请管理员为你建立系统账号。",
              "gongkai.toml says login = \"system\"; ask the administrator for an account of the system."),
        ) from None  # fmt: skip


def _require_account(store: Store, name: str) -> None:
    """Refuse a user of the system who has no account here, in words; without one nothing would be seen anyway."""
    if not store.sql("SELECT 1 FROM account WHERE name = ?", (name,)):
        store.close()
        raise NotAllowed(
            T(f"系统用户 {name} 在这里没有账号。", f"The system's user {name} has no account here."),
            T(f"请管理员运行 gongkai account add name={name}，再授权。",
              f"Ask an administrator to run gongkai account add name={name}, and to grant something."),
        )  # fmt: skip
