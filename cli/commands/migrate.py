"""``gongkai migrate``: bring a store up to this version, after a backup."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import command, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office

FOLDER = "backups"


@command(
    "migrate",
    T("把存储升级到当前版本；先备份，升级失败不留半截。",
      "Bring the store up to this version. It is backed up first; a failed step leaves nothing half done."),
    option("--backup", "file", words=T("备份写到这个文件；不写时放在单位的 backups 文件夹。",
                                       "Where the backup goes; else the office's folder backups."),
           shown=T("文件", "FILE"), default=""),
    output=False,
)  # fmt: skip
@click.pass_obj
def migrate(session: "Session", file: str) -> None:
    """Back up, then apply what is pending."""
    from gongkai.core.backup import backup
    from gongkai.core.search import mend_index
    from gongkai.core.store.migrate import ensure_registers, migrate_core, pending, plugin_pending

    office = unchecked(session)
    try:
        of_plugins = plugin_pending(office)
        if not pending(office):
            ensure_registers(office)
            session.note(T("存储已是当前版本。", "The store is up to date."))
            return
        target = Path(file) if file else _target(office)
        require_keeper(office)
        backup(office.as_system(), target)
        session.note(T(f"已备份到 {target}。", f"Backed up to {target}."))
        done = migrate_core(office.store)
        ensure_registers(office, upgrade=True)
        for resource in office.resources.values():
            if resource.searched:  # what is searched may be other fields now
                mend_index(office, resource)
        done += of_plugins
        session.note(T(f"已升级：{'、'.join(done)}。", f"Upgraded: {', '.join(done)}."))
    finally:
        office.close()


def unchecked(session: "Session") -> "Office":
    """The office with its store opened but its version not yet judged.

    Raises:
        BadInput, StoreError: see ``Office.open``.
    """
    from gongkai.core.office import Office

    if not session.has_office:
        return session.office  # says that there is none
    return Office.open(session.folder, checked=False)


def require_keeper(office: "Office") -> None:
    """Refuse whoever does not administer the office; grants of the first versions named their account and had no reach.

    Raises:
        NotAllowed: the account is no administrator of the whole office.
    """
    from gongkai.core.access import require
    from gongkai.core.codes import span
    from gongkai.core.errors import NotAllowed
    from gongkai.core.store.migrate import CORE_HISTORY, applied

    if "0003_access" in applied(office.store, CORE_HISTORY):
        from gongkai.cli.context import ask_password
        from gongkai.core.access.passwords import check_password

        check_password(office, ask_password if sys.stdin.isatty() else None)
        require(office, "administer", office.scope, whole=True)
        return

    (low, high), today = span(office.scope), office.today.isoformat()
    for role, scope, start, end in office.store.sql(
        "SELECT g.role, g.scope, g.valid_from, g.valid_to FROM access_grant g"
        " JOIN account a ON a.name = g.account WHERE a.name = ? AND COALESCE(a.disabled, 0) = 0",
        (office.actor,),
    ):
        reach = span(scope)
        in_force = (not start or start <= today) and (not end or today <= end)
        if in_force and "administer" in office.lists.verbs.get(role, ()) and reach[0] <= low and high <= reach[1]:
            return
    raise NotAllowed(
        T(f"账号 {office.actor or '（未指定）'} 不是本单位的管理员，不能升级存储。",
          f"Account {office.actor or '(none)'} is no administrator of this office and may not upgrade its store."),
        T("请管理员升级。", "Ask an administrator."),
    )  # fmt: skip


def _target(office: "Office") -> Path:
    folder = office.folder / FOLDER
    folder.mkdir(exist_ok=True)
    return folder / f"{office.now.replace(':', '').replace('.', '-')}.zip"
