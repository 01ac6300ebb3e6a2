"""Commands of a register, made from its declaration: list, show, add, edit, delete, import, export, history, undo.

Every workflow action of the register is a command too. Nothing here knows a field, a filter or an action by name.
"""

from typing import TYPE_CHECKING, Any

import click

from gongkai.cli import records, sheets
from gongkai.cli.fields import known_words, write_fields
from gongkai.cli.lazy import target
from gongkai.cli.words import Command, Group, add_output, argument, option
from gongkai.core.i18n import T
from gongkai.core.resource import Resource

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.workflow import Action, Workflow

# Commands of one register beside, or in place of, those that every register has.
COMMANDS = "gongkai.cli.commands."
EXTRA: dict[str, dict[str, str]] = {
    "unit": {
        "show": f"{COMMANDS}past:unit_show",
        "past": f"{COMMANDS}past:unit_past",
        "generate": f"{COMMANDS}unit:generate",
        "check": f"{COMMANDS}unit:check",
    },
    "post": {"handover": f"{COMMANDS}post:handover"},
    "act": {name: f"{COMMANDS}act:{name}" for name in ("preview", "draft", "apply", "show", "delete", "undo")},
    "deployment": {name: f"{COMMANDS}deployment:{name}" for name in ("request", "enrol", "accept", "revoke")},
    "bundle": {
        **{
            name: f"{COMMANDS}bundle:{name}"
            for name in ("send", "receive", "resend", "verify", "receipt", "status", "watch")
        },
        **{name: f"{COMMANDS}bundleaside:{name}" for name in ("mend", "reject")},
    },
}
VERBS = ("list", "show", "add", "edit", "delete", "import", "export", "history", "undo")
BY_HAND = ("add", "edit", "delete", "import", "undo")

ID = T("编号", "ID")
FIELD_VALUE = T("字段=值", "FIELD=VALUE")
PLACE = T("区划", "PLACE")
UNIT = T("单位", "UNIT")
WORDS = T("文字", "TEXT")
NUMBER = T("数目", "N")


class RegisterGroup(Group):
    """The commands of one register. The declaration is read when the first of them is asked for."""

    def __init__(self, session: "Session", key: str, words: T) -> None:
        super().__init__(key, words)
        self.session = session
        self.key = key
        self.joined: dict[str, click.Command] = {}

    @property
    def resource(self) -> Resource:
        """The register's declaration.

        Raises:
            BadInput: its plugin did not give it.
        """
        found = self.session.resource(self.key)
        return found if found is not None else self.session.office.resource(self.key)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the register is."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(T("登记册：", "Register: ") + self.words))
            if self.resource.help:
                formatter.write_text(str(self.resource.help))

    def join(self, made: click.Command) -> None:
        """Add the commands of a plugin's group of the same name."""
        if isinstance(made, click.Group):
            self.joined |= made.commands

    @property
    def flow(self) -> "Workflow | None":
        """The register's workflow, None when it has no stages."""
        from gongkai.core.workflow import Workflow

        name = self.resource.workflow
        return self.session.profile.items("workflow", Workflow).get(name) if name else None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The common commands, the register's own, then the workflow's actions."""
        flow = self.flow
        actions = [action.key for action in flow.action] if flow else []
        verbs = VERBS if self.resource.by_hand else tuple(verb for verb in VERBS if verb not in BY_HAND)
        return list(dict.fromkeys((*verbs, *EXTRA.get(self.key, ()), *self.joined, *actions)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, built now."""
        if cmd_name in EXTRA.get(self.key, ()):
            found: click.Command = target(EXTRA[self.key][cmd_name])
            return found
        if cmd_name in VERBS and (self.resource.by_hand or cmd_name not in BY_HAND):
            return _build(cmd_name, self.resource, self.session)
        if cmd_name in self.joined:
            return self.joined[cmd_name]
        flow = self.flow
        action = next((a for a in flow.action if a.key == cmd_name), None) if flow else None
        return _action(self.resource, action, self.session) if action else None


class FieldsCommand(Command):
    """A command that takes fields; its help lists each of them with meaning and choices."""

    def __init__(self, name: str, words: T, resource: Resource, session: "Session", **rest: Any) -> None:
        super().__init__(name, words, **rest)
        self.resource, self.session = resource, session

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The fields."""
        write_fields(formatter, self.resource, known_words(self.session, self.resource))
        super().format_epilog(ctx, formatter)


def _build(verb: str, resource: Resource, session: "Session") -> Command:
    maker = {
        "list": _list, "show": _show, "add": _add, "edit": _edit, "delete": _delete, "import": _import,
        "export": _export, "history": _history, "undo": _undo,
    }[verb]  # fmt: skip
    return maker(resource, session)


def flag_named(key: str) -> str:
    """The option of a named filter; one that has the name of a common option gets ``is-`` before it."""
    common = ("where", "search", "within", "unit", "limit", "count", "columns", "format", "output", "help")
    name = key.replace("_", "-").replace(".", "-")
    return f"--is-{name}" if name in common else f"--{name}"


def questions(resource: Resource) -> list[click.Parameter]:
    """Options that narrow a list: a flag for each filter, fields, search, place, unit."""
    found: list[click.Parameter] = [
        option(flag_named(item.key), f"filter__{number}", words=item.help or item.name, is_flag=True)
        for number, item in enumerate(resource.filters)
    ]
    found.append(
        option(
            "--where",
            words=T("字段等于（文字字段为包含）该值；可多次；空值表示未填。",
                    "The field equals (a text: holds) the value; may be repeated; empty: not filled."),
            shown=FIELD_VALUE, multiple=True,
        )
    )  # fmt: skip
    if resource.searched:
        found.append(
            option(
                "--search", words=T("全文检索：汉字或拼音首字母。", "Search: characters or pinyin initials."), shown=WORDS,
                default="",
            )
        )  # fmt: skip
    found.append(
        option("--within", words=T("只看该区划及以下：代码、名称或首字母。", "Only this division and below: code, name or initials."),
               shown=PLACE, default="")
    )  # fmt: skip
    if resource.dated is not None:
        found.append(
            option("--on", words=T("只看这一天有效的，如 2019-05-01。", "Only what held on that day, such as 2019-05-01."),
                   shown=T("日期", "DATE"), default="")
        )  # fmt: skip
    if resource.placed:
        found.append(
            option("--unit", words=T("只看该单位：编号、名称或首字母。", "Only this unit: id, name or initials."), shown=UNIT, default="")
        )  # fmt: skip
    return found


def _list(resource: Resource, session: "Session") -> Command:
    name = resource.name
    limit = option(
        "--limit", words=T("最多几条；表格默认 50，0 为全部。", "At most so many; 50 in a table unless said, 0: all."),
        shown=NUMBER, type=click.IntRange(min=0), default=None,
    )  # fmt: skip
    columns = option(
        "--columns", words=T("只列这些字段，用逗号隔开。", "Only these fields, parted by commas."), shown=T("字段,…", "FIELD,…"),
        default="",
    )  # fmt: skip
    count = option("--count", words=T("只给出条数。", "Only the number."), is_flag=True)
    words = T(f"列出{name.zh}。", f"List: {name.en}.") + (
        T(f"\n{resource.help.zh}", f" \n{resource.help.en}") if resource.help else T("", "")
    )
    made = FieldsCommand(
        "list", words, resource, session, params=[*questions(resource), columns, count, limit],
        callback=records.bound(records.list_, resource),
    )  # fmt: skip
    add_output(made)
    return made


def _show(resource: Resource, session: "Session") -> Command:
    words = T(f"显示一条{resource.name.zh}。", f"Show one record: {resource.name.en}.")
    made = Command("show", words, params=[_id()], callback=records.bound(records.show, resource))
    add_output(made)
    return made


def _id(several: bool = False) -> click.Parameter:
    words = T("编号，前几位能区分即可。", "The id; its beginning is enough when only one fits.")
    return argument("ids" if several else "uid", words, ID, nargs=-1 if several else 1, required=True)


def _values() -> click.Parameter:
    words = T("字段名或其中文名；空值清空该字段。", "A field's name or label; an empty value clears it.")
    return argument("values", words, FIELD_VALUE, nargs=-1, type=click.UNPROCESSED)


def _reason(needed: bool = False) -> click.Parameter:
    words = T("事由，记入台账。", "Why; kept in the ledger.")
    if needed:
        return option("--reason", words=words, shown=WORDS, required=True)
    return option("--reason", words=words, shown=WORDS, default="")


def _add(resource: Resource, session: "Session") -> Command:
    words = T(f"新增一条{resource.name.zh}，输出编号。", f"Add a record and print its id: {resource.name.en}.")
    params = [_values(), _reason()]
    if resource.placed:
        unit = T("责任单位：编号、名称或首字母。", "The unit: id, name or initials.")
        params.append(option("--unit", words=unit, shown=UNIT, default=""))
    made = FieldsCommand("add", words, resource, session, params=params, callback=records.bound(records.add, resource))
    add_output(made)
    return made


def _edit(resource: Resource, session: "Session") -> Command:
    words = T(
        f"修改{resource.name.zh}；可一次写几个编号，全部成功或全部不改。",
        f"Edit: {resource.name.en}. With several ids all are changed, or none.",
    )
    version = option(
        "--version", words=T("你看到的版本；已有人改过时拒绝。", "The version you saw; refused when somebody changed it since."),
        shown=NUMBER, type=int, default=None,
    )  # fmt: skip
    words_of = argument(
        "words", T("编号（一个或几个），然后是 字段=值。", "Ids (one or more), then FIELD=VALUE."),
        T("编号… 字段=值", "ID… FIELD=VALUE"), nargs=-1, required=True, type=click.UNPROCESSED,
    )  # fmt: skip
    made = FieldsCommand(
        "edit", words, resource, session, params=[words_of, version, _reason()],
        callback=records.bound(records.edit, resource),
    )  # fmt: skip
    add_output(made)
    return made


def _delete(resource: Resource, session: "Session") -> Command:
    words = T(
        f"删除{resource.name.zh}；内容留在台账，可用 undo 恢复。",
        f"Delete: {resource.name.en}. The content stays in the ledger; undo brings it back.",
    )
    return Command(
        "delete", words, params=[_id(several=True), _reason(needed=True)], callback=records.bound(records.delete, resource)
    )  # fmt: skip


def _history(resource: Resource, session: "Session") -> Command:
    words = T(f"一条{resource.name.zh}的变更，新的在前。", f"Changes of one record, newest first: {resource.name.en}.")
    limit = option(
        "--limit", words=T("最多几条。", "At most so many."), shown=NUMBER, type=click.IntRange(min=1), default=50
    )
    made = Command("history", words, params=[_id(), limit], callback=records.bound(records.history, resource))
    add_output(made)
    return made


def _undo(resource: Resource, session: "Session") -> Command:
    words = T(
        f"撤销自己对一条{resource.name.zh}的最后一次修改。",
        f"Take back your own last change of one record: {resource.name.en}.",
    )
    return Command("undo", words, params=[_id()], callback=records.bound(records.undo, resource))


def _import(resource: Resource, session: "Session") -> Command:
    words = T(
        "导入表格。先逐行说明会怎样：新增、修改（旧→新）、有误；加 --apply 才写入，全部成功或全部不写。",
        "Import a sheet. Says row by row what would be new, changed (old→new) or wrong. "
        "Writes only with --apply: all or nothing.",
    )
    params: list[click.Parameter] = [
        argument("file", T("xlsx、csv、tsv、json、jsonl、xls 或 ods 文件。",
                           "An xlsx, csv, tsv, json, jsonl, xls or ods file."), T("文件", "FILE")),
        option("--apply", words=T("真正写入。", "Really write."), is_flag=True),
        option("--sheet", words=T("工作表的名称或序号。", "Name or number of the sheet."), shown=T("表名", "SHEET"), default=""),
        option("--header-rows", words=T("表头有几行（1—3）。", "How many rows the heading has (1-3)."), shown=NUMBER,
               type=click.IntRange(1, 3), default=None),
        option("--allow-large", words=T("允许大文件（确认可信）。", "Allow a large file that you trust."), is_flag=True),
        option("--limit", words=T("表格最多列几行；默认 50，0 为全部。", "Rows of the plan in a table; 50 unless said, 0: all."),
               shown=NUMBER, type=click.IntRange(min=0), default=50),
        _reason(),
    ]  # fmt: skip
    made = FieldsCommand(
        "import", words, resource, session, params=params, callback=records.bound(sheets.import_, resource)
    )
    add_output(made)
    return made


def _export(resource: Resource, session: "Session") -> Command:
    words = T(
        "导出全部字段，格式按文件后缀；改后可原样导入。文件写 - 时输出到屏幕（csv，或 --format）。",
        "Export every field, in the format of the suffix; it can be edited and imported again. "
        "- prints (csv, or --format).",
    )
    file = argument("file", T("目标文件，或 -。", "The file to write, or -."), T("文件", "FILE"))
    made = Command(
        "export", words, params=[file, *questions(resource)], callback=records.bound(sheets.export, resource)
    )  # fmt: skip
    made.params.append(
        option("--format", words=T("格式；不写时按后缀。", "Format; else the suffix decides."), type=click.Choice(sheets.FORMATS),
               default=None)
    )  # fmt: skip
    return made


def _action(resource: Resource, action: "Action", session: "Session") -> Command:
    """The command of a workflow action; the fields that it asks for are options."""
    words = T(f"{action.name.zh}。", f"{action.name.en}.") + (
        T(f"\n{action.help.zh}", f" \n{action.help.en}") if action.help else T("", "")
    )
    params: list[click.Parameter] = [_id(several=True)]
    for number, name in enumerate(action.asks):
        meta = resource.meta(name)
        decl = f"--{name.replace('_', '-')}"
        decl = f"--set-{name.replace('_', '-')}" if decl in ("--reason", "--format", "--output", "--help") else decl
        note = T("（必填）", " (needed)") if name in action.needs else T("", "")
        params.append(option(decl, f"ask__{number}", words=meta.label + note, shown=T("值", "VALUE"), default=None))
    params.append(_reason(action.reason))
    made = Command(action.key, words, params=params, callback=records.bound(records.act, resource, action))
    add_output(made)
    return made
