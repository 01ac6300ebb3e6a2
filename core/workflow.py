"""Stages and the actions between them, as data.

Stage, outcome and timeliness are three things. A workflow knows only stages; outcome is a field, and timeliness
is computed from dates. Every condition names fields or verbs, so a region changes a workflow in TOML.
"""

from collections.abc import Mapping
from typing import Any

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.core.rules import Struct


class Stage(Struct, frozen=True):
    """Where a record stands.

    Attributes:
        tone: how it looks: late, soon, done, blank, muted or nothing.
        since: fields with the day on which it came here, the first that is filled; empty where nobody waits.
    """

    key: str
    name: T
    tone: str = ""
    final: bool = False
    since: tuple[str, ...] = ()


class Need(Struct, frozen=True):
    """Fields that must be filled when others have these values (a ground, when something is not to be public)."""

    when: dict[str, str]
    needs: tuple[str, ...]


class Action(Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """A step from some stages to one other.

    Attributes:
        source: stages it starts from (``from`` in TOML); empty means every stage that is not final.
        target: stage it leads to (``to`` in TOML); empty leaves the stage as it is.
        verb: what the account's grant must hold.
        needs: fields that must be filled before; ``also``: more of them, in some cases only.
        asks: fields that the person fills with the action.
        reason: whether words are compulsory.
        stamps: field to ``actor``, ``today`` or ``now``; empty text clears the field.
        differs: fields whose value may not be the acting account (nobody reviews their own draft).
        only: field to value: the action exists only for such records; ``unless``: it does not exist for these.
        otherwise: what is said to somebody who tries it on another record.
        back: whether it sends the record back rather than on.
    """

    key: str
    name: T
    verb: str
    source: tuple[str, ...] = ()
    target: str = ""
    needs: tuple[str, ...] = ()
    also: tuple[Need, ...] = ()
    asks: tuple[str, ...] = ()
    reason: bool = False
    stamps: dict[str, str] = {}
    differs: tuple[str, ...] = ()
    only: dict[str, str] = {}
    unless: dict[str, str] = {}
    otherwise: T | None = None
    back: bool = False
    rule: str = ""
    help: T | None = None


class Workflow(Struct, frozen=True):
    """The stages of a register and the actions between them."""

    key: str
    initial: str
    stage: tuple[Stage, ...] = ()
    action: tuple[Action, ...] = ()
    edit_in: tuple[str, ...] = ()  # stages in which fields may be edited; empty: all that are not final
    note: T | None = None

    def stage_of(self, key: str) -> Stage:
        """The stage; one that the profile no longer knows is shown by its key."""
        for stage in self.stage:
            if stage.key == key:
                return stage
        return Stage(key=key, name=T(key, key))

    def action_of(self, key: str) -> Action:
        """The action by its key.

        Raises:
            BadInput: there is none; names those there are.
        """
        for action in self.action:
            if action.key == key:
                return action
        known = ", ".join(action.key for action in self.action)
        raise BadInput(
            T(f"没有动作 {key}。", f"There is no action {key}."),
            T(f"可用的有：{known}。", f"Known ones: {known}."),
        )

    def may_edit(self, stage: str) -> bool:
        """Whether fields may be changed in this stage without an action."""
        return stage in self.edit_in if self.edit_in else not self.stage_of(stage).final

    def open_actions(self, row: Mapping[str, Any]) -> list[Action]:
        """The actions that a record in this state offers to somebody with every verb."""
        stage = row.get("stage") or self.initial
        final = self.stage_of(stage).final
        return [
            action
            for action in self.action
            if (stage in action.source or (not action.source and not final))
            and _has(row, action.only)
            and not (action.unless and _has(row, action.unless))
        ]

    def check(self, action: Action, row: Mapping[str, Any], actor: str, labels: Mapping[str, T]) -> None:
        """Whether the action may be taken now by this account (the grant is checked elsewhere).

        Raises:
            BadInput: wrong stage, or a field is missing.
            NotAllowed: the account took part in a step that must be somebody else's.
        """
        if action not in self.open_actions(row):
            stage = self.stage_of(str(row.get("stage") or self.initial))
            if not _has(row, action.only) or (action.unless and _has(row, action.unless)):
                raise BadInput(
                    action.otherwise
                    or T(
                        f"这条记录不适用“{action.name.zh}”。",
                        f"“{action.name.en}” does not apply to this record.",
                    ),
                    self._offer(row),
                )
            raise BadInput(
                T(f"“{stage.name.zh}”阶段不能“{action.name.zh}”。",
                  f"“{action.name.en}” cannot be done in stage “{stage.name.en}”."),
                self._offer(row),
            )  # fmt: skip
        needed = [*action.needs, *(name for need in action.also if _has(row, need.when) for name in need.needs)]
        empty = [name for name in dict.fromkeys(needed) if not row.get(name)]
        if empty:
            missing = [labels.get(name, T(name, name)) for name in empty]
            options = " ".join(f"--{name.replace('_', '-')}" for name in empty if name in action.asks)
            raise BadInput(
                T(f"“{action.name.zh}”之前必须填写：{'、'.join(m.zh for m in missing)}。",
                  f"Before “{action.name.en}” fill in: {', '.join(m.en for m in missing)}."),
                T(f"办理时一并填写（命令行 {options}），或先编辑这条记录。",
                  f"Give it with the step (on the command line {options}), or edit the record first.")
                if options else T("先编辑这条记录。", "Edit the record first."),
            )  # fmt: skip
        for name in action.differs:
            if row.get(name) and row.get(name) == actor:
                label = labels.get(name, T(name, name))
                raise NotAllowed(
                    T(f"“{action.name.zh}”不能由{label.zh}本人（{actor}）来做。",
                      f"“{action.name.en}” may not be done by {actor}, who is also “{label.en}”."),
                    T("请另一位有权限的同事办理。", "Ask a colleague who holds the right."),
                )  # fmt: skip

    def _offer(self, row: Mapping[str, Any]) -> T:
        names = [action.name for action in self.open_actions(row)]
        if not names:
            return T("这条记录已办结。", "This record is finished.")
        return T(
            f"现在可以：{'、'.join(n.zh for n in names)}。",
            f"Possible now: {', '.join(n.en for n in names)}.",
        )


def _has(row: Mapping[str, Any], values: Mapping[str, str]) -> bool:
    """Whether a row has these values; an empty text stands for nothing."""
    return all(str("" if row.get(name) is None else row[name]) == value for name, value in values.items())
