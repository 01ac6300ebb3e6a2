"""What is done to records from a grid and from a record's own screen: edit, act, undo, look back."""

from collections.abc import Sequence
from typing import Any

from textual.content import Content

from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.ledger.history import changes_in_words
from gongkai.core.register import Register
from gongkai.core.text import clean_line, truncate
from gongkai.core.workflow import Action
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.base import Page
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.text import moment

NOT_TYPED = T("这个登记册由系统填写，不能手工编辑。", "This register is filled by gongkai and not by hand.")


class Doing(Page):
    """A screen that shows records of one register and does things to them."""

    register: Register

    def written(self, record: Any) -> None:
        """A record was written; ``record`` is it as it is now, or None when several or none are."""

    # one record

    def edit_record(self, uid: str) -> None:
        """The form of a record."""
        from gongkai.tui.screens.form import FormScreen  # when first used

        record = self.register.get(uid)
        if not self.register.form():
            self.gongkai.tell(NOT_TYPED, warn=True)
            return
        self.refuse_edit(record)
        self.app.push_screen(FormScreen(self.register, record), self._saved)

    def refuse_edit(self, record: Any) -> None:
        """Say at once, not after typing, that a record cannot be edited in its stage."""
        resource = self.register.resource
        if not resource.workflow:
            return
        flow = self.office.workflow(resource)
        if not flow.may_edit(record.stage):
            steps = self.register.actions(record)
            names = "、".join(s.name.zh for s in steps), ", ".join(s.name.en for s in steps)  # zh-data
            raise BadInput(
                T("“{stage}”阶段不能直接编辑。", "In stage “{stage}” it cannot be edited.").format(
                    stage=flow.stage_of(record.stage).name
                ),
                T(f"按 a 可以：{names[0]}。", f"Press a to: {names[1]}.")
                if steps
                else T("现在没有你可以办理的动作。", "There is no action for you now."),
            )

    def _saved(self, record: Any) -> None:
        if record is not None:
            self.written(record)

    def show_history(self, uid: str) -> None:
        """The changes of a record."""
        from gongkai.tui.screens.history import RecordHistoryScreen  # when first used

        self.app.push_screen(RecordHistoryScreen(self.register, self.register.get(uid)))

    def undo_record(self, uid: str) -> None:
        """Take back one's own last change, after a look at it."""
        lines = self.register.history(uid, 1)
        if not lines:
            self.gongkai.tell(T("这条记录没有变更历史。", "This record has no history."), warn=True)
            return
        last = lines[0]
        resource = self.register.resource
        shown = changes_in_words(self.office, resource, last)[:12]
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        detail = Content("\n").join(change_line(*one) for one in shown)
        question = T("撤销 {who} 于 {when} 的“{what}”？", "Take back “{what}” by {who} at {when}?").format(
            who=clean_line(last.actor), when=moment(last.at), what=last.word(self.office)
        )
        self.app.push_screen(
            ConfirmScreen(T("撤销", "Undo"), question, detail), lambda yes: self._undo(uid) if yes else None
        )

    def _undo(self, uid: str) -> None:
        record = guarded(self.register, lambda: self.register.undo(uid))
        self.gongkai.tell(T("已撤销。", "Taken back."))
        self.written(record)

    # workflow actions, on one or on several

    def act_on(self, uids: Sequence[str]) -> None:
        """Choose an action that may be taken now on some of the records, then take it on those."""
        records = self.register.records(list(uids))
        if not records:
            return
        steps = self._steps(records)
        if not steps:
            self._no_action(records)
            return
        many = len(records) > 1
        fits = T("{n} 条可办", "{n} of them")
        items = [
            Item(step.key, step.name, fits.format(n=n) if many else step.help or "", find=step.key) for step, n in steps
        ]
        title = T("办理", "Act")
        if many:
            title = T("办理（{n} 条）", "Act on {n} records").format(n=len(records))
        chosen = {step.key: step for step, _ in steps}
        self.app.push_screen(
            PickScreen(title, items), lambda key: self._ask_step(records, chosen[key]) if key else None
        )

    def _steps(self, records: Sequence[Any]) -> list[tuple[Action, int]]:
        """The actions that can be taken on at least one of the records, with how many; those for most come first."""
        found: dict[str, Action] = {}
        counts: dict[str, int] = {}
        for record in records:
            for step in guarded(self.register, lambda record=record: self.register.actions(record)):  # type: ignore[misc]
                found[step.key] = step
                counts[step.key] = counts.get(step.key, 0) + 1
        return sorted(((step, counts[key]) for key, step in found.items()), key=lambda item: -item[1])

    def _no_action(self, records: Sequence[Any]) -> None:
        if not self.register.resource.workflow:
            words = T("这个登记册没有办理流程。", "This register has no workflow.")
        elif len(records) == 1:
            words = T("“{stage}”阶段没有你可以办理的动作。", "In stage “{stage}” there is no action for you.").format(
                stage=self.register.stage_name(records[0].stage)
            )
        else:
            words = T("所标记的记录都没有你可以办理的动作。", "There is no action for you on any marked record.")
        self.gongkai.tell(words, warn=True)

    def _ask_step(self, records: Sequence[Any], step: Action) -> None:
        from gongkai.tui.screens.act import ActScreen  # when first used

        self.app.push_screen(ActScreen(self.register, records, step), self._acted)

    def _acted(self, done: Any) -> None:
        if done is None:
            return
        self.written(done[0] if len(done) == 1 else None)


def take(register: Register, records: Sequence[Any], step: Action, reason: str, values: dict[str, Any]) -> list[Any]:
    """Take an action on all of the records in one transaction.

    Raises:
        GongkaiError: one of them cannot; then none is changed.
    """
    if len(records) == 1:
        return [register.act(records[0], step.key, reason, **values)]
    done = []
    with register.office.change(reason or str(step.name), step.rule) as change:
        for record in records:
            try:
                done.append(change.act(record, step.key, reason, **values))
            except GongkaiError as error:  # of many, say which one
                title = clean_line(register.title(record))
                raise type(error)(T(f"{title}：", f"{title}: ") + error.message, error.hint) from error
    return done


def change_line(label: T, before: str, after: str) -> Content:
    """One field of a change: old and new value."""
    old, new = (truncate(clean_line(text), 60) or "—" for text in (before, after))
    return Content.assemble(Content.styled(f"{label}{COLON}", "$text-muted"), Content(f"{old} → {new}"))


COLON = T("：", ": ")
