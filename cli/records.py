"""What the commands of a register do: read and change records through ``Register`` and the door."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.fields import name_of, pairs_of
from gongkai.cli.output import emit, emit_one, lines, pages, records
from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.resource import UID, Resource
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.ledger.history import Entry
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

TABLE_LIMIT = 50
Said = Sequence[tuple[str, Any]]


def bound(function: Callable[..., None], *fixed: Any) -> Callable[..., None]:
    """A callback for click: ``function`` called with the session, what is fixed, and the parameters."""

    def call(**values: Any) -> None:
        function(click.get_current_context().obj, *fixed, **values)

    return call


def register_of(session: "Session", resource: Resource) -> Register:
    """The register of the session's office."""
    return session.office.register(resource.key)


def question(register: Register, values: Mapping[str, Any]) -> Query:
    """The options of a list as a question; see ``gongkai.cli.registers.questions``.

    Raises:
        UsageError, BadInput: a field, a place or a unit is not known.
    """
    office, resource = register.office, register.resource
    within, unit = clean_line(values.get("within") or ""), clean_line(values.get("unit") or "")
    on = values.get("on") or ""
    return Query(
        filters=tuple(f.key for n, f in enumerate(resource.filters) if values.get(f"filter__{n}")),
        where=pairs_of(resource, values.get("where") or ()),
        search=clean_line(values.get("search") or ""),
        within=office.place(within) if within else None,
        unit=office.unit(unit).uid if unit else "",
        on=_day(on) if on else None,
    )


def _day(text: str) -> date:
    from gongkai.cli.commands.past import day_of

    return day_of(text)


def list_(
    session: "Session", resource: Resource, *, columns: str, count: bool, limit: int | None, **asked: Any
) -> None:
    """``list``: the columns of the declaration in tables, everything in json."""
    register = register_of(session, resource)
    query = question(register, asked)
    if count:
        number = register.count(query)
        if session.tables:
            click.echo(number)
        else:
            emit_one({"count": number}, session.format, {"count": T("条数", "Number")})
        return
    most = limit if limit is not None else TABLE_LIMIT if session.tables else 0
    named = [name for name in columns.split(",") if name.strip()]
    chosen = list(
        dict.fromkeys(name_of(resource, name) if not _computed(resource, name) else name.strip() for name in named)
    )
    if session.format in ("json", "jsonl"):
        records(plain(register, query, most, chosen), session.format)
        return
    chosen = [name for name in chosen if name != "uid"]  # it stands first in any case
    if named:
        heads = [(name, _label(resource, name)) for name in chosen]
    else:
        heads = [(key, label) for key, label, _, _ in register.columns]
    shown = 0

    def rows() -> Iterator[Sequence[Any]]:
        nonlocal shown
        for page in pages(register, query, most):
            for row in page:
                shown += 1
                cells = [register.cell(row.record, name) for name in chosen] if named else row.cells
                yield (row.uid, *cells)

    emit(rows(), [("uid", UID.label), *heads], session.format, keep=("uid",))
    if session.tables:
        _tell_rest(session, register, query, shown, most)


def _computed(resource: Resource, name: str) -> bool:
    return any(column.key == name.strip() for column in resource.computed)


def _label(resource: Resource, name: str) -> T:
    return next((c.label for c in resource.computed if c.key == name), None) or resource.meta(name).label


def _tell_rest(session: "Session", register: Register, query: Query, shown: int, most: int) -> None:
    office = register.office
    if not shown and not register.may("view"):
        session.note(
            T(
                f"账号 {office.actor or '（未指定）'} 没有查看权限。",
                f"Account {office.actor or '(none)'} may see nothing here.",
            )
        )
    elif not shown:
        empty = register.resource.empty
        asked = query != Query()
        session.note(T("没有符合条件的记录。", "No record fits.") if asked or empty is None else empty)
    elif most and shown == most:
        total = register.count(query)
        if total > shown:
            session.note(
                T(f"显示前 {shown} 条，共 {total} 条；--limit 0 显示全部。",
                  f"The first {shown} of {total}; --limit 0 shows all.")
            )  # fmt: skip


def plain(register: Register, query: Query, most: int, names: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Records for json, page by page; the names of a page's units are read in one query."""
    for page in pages(register, query, most):
        register.office.unit_names({row.record.unit for row in page if row.record.unit})
        for row in page:
            data = register.plain(row.record)
            yield {name: data.get(name) for name in ("uid", *names)} if names else data


def show(
    session: "Session",
    resource: Resource,
    *,
    uid: str,
    more: "Callable[[Any], tuple[dict[str, Any], Said]] | None" = None,
) -> None:
    """``show``: every field, and what can be done next.

    Args:
        more: called with the record, gives what else there is to say: for json, and for a person.
    """
    register = register_of(session, resource)
    record = register.get(clean_line(uid))
    data, tail = more(record) if more else ({}, [])
    if not session.tables:
        plain = register.plain(record) | (data if session.format in ("json", "jsonl") else {})
        emit_one(plain, session.format, {"uid": UID.label, **resource.labels})
        return
    said = [(str(UID.label), record.uid), *((str(label), text) for _, label, text in register.shown(record))]
    said.append((str(T("版本", "Version")), record.version))
    open_now = register.actions(record)
    if open_now:
        words = T("、", ", ")
        said.append((str(T("可办理", "Possible now")), str(words).join(f"{a.name} ({a.key})" for a in open_now)))
    lines([*said, *tail])


def add(session: "Session", resource: Resource, *, values: Sequence[str], reason: str, unit: str = "") -> None:
    """``add``: one new record; prints its id."""
    register = register_of(session, resource)
    given: dict[str, Any] = _filled(pairs_of(resource, values))
    if unit:
        given["unit"] = clean_line(unit)
    record = register.save(None, given, clean_line(reason))
    if session.tables:
        click.echo(record.uid)
        session.note(
            T(
                f"已新增{resource.name.zh}：{register.title(record)}",
                f"Added ({resource.name.en}): {register.title(record)}",
            )
        )
    else:
        emit_one(register.plain(record), session.format, {"uid": UID.label, **resource.labels})
    _warn(session, resource, [record])


def _warn(session: "Session", resource: Resource, done: Iterable[Any]) -> None:
    """Say on stderr what is doubtful about records that were saved all the same."""
    for record in done if resource.warn else ():
        doubt = resource.warn(session.office, record) if resource.warn else None
        if doubt is not None:
            session.note(doubt)


def _filled(given: Mapping[str, str]) -> dict[str, Any]:
    """Empty text clears a field."""
    return {name: text if text.strip() else None for name, text in given.items()}


def edit(session: "Session", resource: Resource, *, words: Sequence[str], version: int | None, reason: str) -> None:
    """``edit``: one or several records, in one transaction."""
    register = register_of(session, resource)
    ids = [word for word in words if "=" not in word]
    given = _filled(pairs_of(resource, [word for word in words if "=" in word]))
    if not ids or not given:
        raise UsageError(
            T("要写明编号和至少一个 字段=值。", "Name an id and at least one FIELD=VALUE."),
            T(f"例如 gongkai {resource.key} edit 编号 字段=值。",  # zh-data
              f"For example gongkai {resource.key} edit ID FIELD=VALUE."),
        )  # fmt: skip
    found = _several(register, ids)
    if version is not None:
        for record in found:
            record.version = version  # the door compares it with the one in the store
    with session.office.change(clean_line(reason)) as change:
        done = [change.update(record, **given) for record in found]
    _changed(session, register, done, T("已修改", "Edited"))
    _warn(session, resource, done)


def _several(register: Register, ids: Iterable[str]) -> list[Any]:
    """Records by id; one that is named twice is taken once."""
    found = [register.get(clean_line(uid)) for uid in ids]
    return list({record.uid: record for record in found}.values())


def _changed(session: "Session", register: Register, done: Sequence[Any], word: T) -> None:
    if not session.tables:
        records((register.plain(record) for record in done), session.format) if session.format in (
            "json",
            "jsonl",
        ) else (emit_one(register.plain(done[0]), session.format, register.resource.labels))
        return
    names = "、".join(register.title(record) for record in done[:3])  # zh-data
    more = T(f"等 {len(done)} 条", f" and others, {len(done)} in all") if len(done) > 3 else T("", "")
    session.note(word + T("：", ": ") + T(names, names.replace("、", ", ")) + more)  # zh-data


def delete(session: "Session", resource: Resource, *, ids: Sequence[str], reason: str) -> None:
    """``delete``: one or several records, in one transaction."""
    register = register_of(session, resource)
    _need(reason)
    found = _several(register, ids)
    with session.office.change(clean_line(reason)) as change:
        for record in found:
            change.delete(record)
    key = resource.key
    session.note(
        T(
            f"已删除 {len(found)} 条；gongkai {key} undo 编号 可恢复。",
            f"Deleted {len(found)}; gongkai {key} undo ID brings one back.",
        )
    )


def _need(reason: str) -> None:
    if not clean_line(reason):
        raise UsageError(T("--reason 不能为空。", "--reason must not be empty."), T("写明事由。", "Say why."))


def act(
    session: "Session", resource: Resource, action: "Action", *, ids: Sequence[str], reason: str, **asked: Any
) -> None:
    """A workflow action on one or several records, in one transaction."""
    register = register_of(session, resource)
    if action.reason:
        _need(reason)
    values = {
        name: asked[f"ask__{number}"] for number, name in enumerate(action.asks) if asked[f"ask__{number}"] is not None
    }  # fmt: skip
    said = clean_line(reason)
    found = _several(register, ids)
    with session.office.change(said or str(action.name), action.rule) as change:
        done = [change.act(record, action.key, said, **_filled(values)) for record in found]
    if session.tables:
        for key, uid in change.begun:
            if key == resource.key:
                click.echo(uid)  # the draft that the action began: what the next call needs
    _changed(session, register, done, action.name)


def history(session: "Session", resource: Resource, *, uid: str, limit: int) -> None:
    """``history``: the changes of one record, of a deleted one too."""
    from gongkai.core.ledger.history import acted, changes_in_words

    register, office = register_of(session, resource), session.office
    found = register.history(uid_of(register, clean_line(uid)), limit)
    if session.format in ("json", "jsonl"):
        records((_entry(office, entry) for entry in found), session.format)
        return

    def rows() -> Iterator[Sequence[Any]]:
        for entry in found:
            changes = [
                f"{label}{T('：', ': ')}{f'{old} → ' if old else ''}{new}"
                for label, old, new in changes_in_words(office, resource, entry)
            ]
            yield (
                entry.seq,
                local(entry.at),
                acted(entry.actor, entry.login),
                str(entry.word(office)),
                str(T("；", "; ")).join(changes),
                entry.said,
            )

    heads = (
        ("seq", T("笔", "No.")), ("at", T("时间", "When")), ("actor", T("账号", "Account")), ("action", T("操作", "What")),
        ("changes", T("内容", "Changes")), ("reason", T("事由", "Reason")),
    )  # fmt: skip
    emit(rows(), heads, session.format, keep=("seq", "at"))


def _entry(office: "Office", entry: "Entry") -> dict[str, Any]:
    return {
        "seq": entry.seq, "at": entry.at, "actor": entry.actor, "login": entry.login, "action": entry.action,
        "word": str(entry.word(office)), "reason": entry.said, "rule": entry.rule, "before": entry.before, "after": entry.after,
    }  # fmt: skip


def local(at: str) -> str:
    """A moment of the ledger (UTC) as the clock on the wall shows it."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return at


def uid_of(register: Register, text: str) -> str:
    """The full id of a record, or of one that was deleted and that the account could see.

    Raises:
        BadInput: there is none.
    """
    try:
        return str(register.get(text).uid)
    except BadInput:
        from gongkai.core.ledger.history import deleted

        found = deleted(register.office, register.resource, text)
        if not found:
            raise
        return found


def undo(session: "Session", resource: Resource, *, uid: str) -> None:
    """``undo``: one's own last change of a record."""
    register = register_of(session, resource)
    known = uid_of(register, clean_line(uid))
    record = register.undo(known)
    if record is None:
        session.note(T(f"已撤销新增，记录 {known} 不再存在。", f"The addition was taken back; record {known} is gone."))
    else:
        session.note(T(f"已撤销，现为第 {record.version} 版。", f"Undone; the record is now version {record.version}."))
