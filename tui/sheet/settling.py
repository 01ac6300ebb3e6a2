"""Records that somebody else changed while they were edited in a sheet: both values side by side, one after the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.tui.screens.conflict import ConflictScreen, differences
from gongkai.tui.sheet.cells import words

if TYPE_CHECKING:
    from gongkai.tui.sheet.screen import SheetScreen


def settle(sheet: "SheetScreen", left: Sequence[tuple[str, Any]], again: bool) -> None:
    """Ask about each record which values stay; what is kept is saved once more when all are settled.

    Args:
        left: uid and the record as it is now; None where it was deleted.
        again: whether something has been settled already.
    """
    if not left:
        sheet.action_reload()
        if again and len(sheet.staged):
            sheet.action_save()
        return
    (uid, now), *rest = left
    if now is None:
        sheet.staged.drop([uid])
        sheet.gongkai.tell(
            T("一条记录已被删除，对它的修改作废。", "A record was deleted; its edits are gone."), warn=True
        )
        settle(sheet, rest, True)
        return
    register, staged = sheet.register, sheet.staged
    mine = {name: words(register, name, cell) for name, cell in staged.of(uid).items()}
    found = differences(register, staged.records[uid], now, mine, register.resource.editable)

    def chosen(choice: Any) -> None:
        if choice == "theirs":
            staged.drop([uid])
        elif choice == "mine":
            staged.rebase(now)
        else:
            sheet.changed()
            return
        settle(sheet, rest, True)

    who = sheet.office.last_actor(register.resource, uid)
    sheet.app.push_screen(ConflictScreen(register.title(now), who, found), chosen)
