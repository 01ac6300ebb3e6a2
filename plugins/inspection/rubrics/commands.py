"""``gongkai rubric``: list, show, check, adopt, import, export. Imported only when used."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T, same
from gongkai.core.profile import Layer, Profile
from gongkai.core.rulecheck import Fault
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import OPERATORS, Plan, shown
from gongkai.plugins.inspection.rubrics.finding import plan_of, rubric_of, rubrics
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

_ID = str(T("编号", "ID"))
FAULTS = (("where", T("位置", "Where")), ("rubric", T("评分办法", "Rubric")), ("what", T("问题", "What is wrong")))


@click.group(help=str(T("评分办法：查看、检查、采用、导入、导出。", "Rubrics: show, check, adopt, import, export.")))
def rubric() -> None:
    """Rubrics."""


@rubric.command(
    "list", help=str(T("列出本单位规则中的和随软件提供的评分办法。", "List the rubrics in force and those that come with gongkai."))
)  # fmt: skip
@click.pass_obj
def list_rubrics(context: Any) -> None:
    """All rubrics."""
    from gongkai.plugins.inspection.rubrics.writing import known

    office: Office = context.office
    own = rubrics(office)
    states = {True: T("点名时用", "when named"), False: T("在用", "in force"), None: T("可采用", "to adopt")}
    words = ("named", "in-force", "to-adopt") if context.format in ("json", "jsonl") else ()
    rows = []
    for key, one in ({key: one for key, (one, _) in known().items()} | own).items():
        state = one.named_only if key in own else None
        told: Any = words[(True, False, None).index(state)] if words else states[state]
        items = sum(bool(indicator.operator) for indicator in one.indicator)
        rows.append(
            (key, str(one.name), one.edition, items, shown_total(one), told, one.extends, one.source, one.hash[:12])
        )
    columns = (
        ("id", T("编号", "Id")),
        ("name", T("名称", "Name")),
        ("edition", T("版本", "Edition")),
        ("items", T("项数", "Items")),
        ("total", T("总分", "Total")),
        ("state", T("状态", "State")),
        ("extends", T("继承", "Extends")),
        ("source", T("来源", "Source")),
        ("hash", T("指纹", "Hash")),
    )
    context.emit(columns, sorted(rows), keep=("id", "hash"))


def shown_total(one: Rubric) -> str:
    """Total and bonus as people write them: ``100+30``."""
    plan_points = [i for i in one.indicator if i.bonus and not i.parent and i.points]
    return "+".join((one.out_of or one.total, *(i.points for i in plan_points)))


@rubric.command(
    "show",
    help=str(
        T("一个评分办法的指标树：各级分值、算法、数据来源。", "The tree of one rubric: points, operators, measures.")
    ),
)
@click.argument("rubric_id", metavar=_ID)
@click.option(
    "--class",
    "unit_class",
    default="",
    metavar=str(T("类别", "CLASS")),
    help=str(T("按哪一类单位。", "For which class of units.")),
)
@click.pass_obj
def show(context: Any, rubric_id: str, unit_class: str) -> None:
    """One rubric."""
    office: Office = context.office
    one = _any(office, rubric_id)
    plan = plan_of(office, one, unit_class)
    if context.format in ("json", "jsonl"):
        data = {**msgspec.to_builtins(one), "hash": one.hash, "class": unit_class}
        data["points"] = {key: shown(node.points) for key, node in plan.nodes.items() if key not in plan.left_out}
        text = msgspec.json.encode(data)
        click.echo((msgspec.json.format(text) if context.format == "json" else text).decode())
        return
    if context.tables:
        _head(context, office, one)
    context.emit(
        (
            ("id", T("编号", "Id")),
            ("name", T("指标", "Indicator")),
            ("points", T("分值", "Points")),
            ("operator", T("算法", "Operator")),
            ("measure", T("数据来源", "Measure")),
            ("rule", T("规则", "Rule")),
        ),
        _tree(plan, context.tables),
        keep=("id",),
    )


def _any(office: "Office", rubric_id: str) -> Rubric:
    """A rubric of the profile, or one to adopt."""
    from gongkai.plugins.inspection.rubrics.writing import known

    there = known().get(rubric_id)
    return there[0] if there and rubric_id not in rubrics(office) else rubric_of(office, rubric_id)


def _head(context: Any, office: "Office", one: Rubric) -> None:
    words = {"seen": T("见原文", "seen in the text"), "second-hand": T("转引", "second-hand"), "": T("", "")}
    context.note(
        one.name + T(f"（{one.edition}）　总分 {shown_total(one)}", f" ({one.edition})  total {shown_total(one)}")
    )
    if one.extends:
        context.note(T(f"继承自 {one.extends}。", f"Extends {one.extends}."))
    if one.confidence:
        context.note(T("来源：", "Source: ") + same(one.source + " ") + words.get(one.confidence, same(one.confidence)))
    for unit_class in one.unit_class:
        context.note(T(f"类别 {unit_class.id}：", f"Class {unit_class.id}: ") + unit_class.name)
    if one.note:
        context.note(one.note)
    context.note(T(f"指纹 {one.hash}", f"Hash {one.hash}"))


def _tree(plan: Plan, indent: bool) -> list[tuple[Any, ...]]:
    rows = []
    for key, node in plan.nodes.items():
        if key in plan.left_out:
            continue
        one = node.indicator
        points = ("+" if node.bonus else "") + shown(node.points)
        measures = "、".join(dict.fromkeys(m for m in (one.measure, *(f.measure for f in one.fault)) if m))
        rows.append(
            (
                key,
                "  " * (len(node.chain) - 1) * indent + str(one.name),
                points,
                OPERATORS.get(one.operator, ""),
                measures,
                one.rule,
            )
        )
    return rows


@rubric.command(
    "check",
    help=str(
        T("检查评分办法：列出全部问题及所在文件和行；有问题时退出码为 1。不写文件则检查本单位的全部办法。",
          "Check rubrics: every fault with file and line; exit code 1 when there is one. Without a file all of the office's.")
    ),
)  # fmt: skip
@click.argument("file", required=False, metavar=str(T("文件.toml", "FILE.toml")))
@click.pass_obj
def check(context: Any, file: str | None) -> None:
    """Every fault."""
    office: Office = context.office
    found, count = check_file(office, Path(file)) if file else check_office(office)
    if not found:
        if context.format != "table":
            context.emit(FAULTS, ())
        context.note(T(f"{count} 个评分办法没有问题。", f"Rubrics checked: {count}; nothing is wrong."))
        return
    found.sort(key=_by_line)
    if context.tables:
        for fault in found:
            click.echo(clean_line(f"{fault.where}: {fault.what}"))
    else:
        context.emit(FAULTS, ((fault.where, fault.rule, str(fault.what)) for fault in found))
    raise CheckFailed(
        T(f"{len(found)} 处问题。", f"{len(found)} faults."),
        T("改正后再查一次。", "Mend them and check again."),
    )


def _by_line(fault: Fault) -> tuple[str, int]:
    file, _, line = fault.where.rpartition(":")
    return file, int(line) if line.isdigit() else 0


def check_office(office: "Office") -> tuple[list[Fault], int]:
    """Faults of all rubrics in force, and how many rubrics there are."""
    from gongkai.plugins.inspection.rubrics.checking import rubric_faults

    found = list(rubric_faults(office))
    try:
        return found, len(rubrics(office))
    except BadInput:
        return found, 0


def check_file(office: "Office", path: Path) -> tuple[list[Fault], int]:
    """Faults of the rubrics in a file as they would be in this office, and how many there are.

    Raises:
        BadInput: there is no such file.
    """
    from gongkai.plugins.inspection.rubrics.checking import fault_of

    if not path.is_file():
        raise BadInput(
            T(f"没有文件 {clean_line(str(path))}。", f"There is no file {clean_line(str(path))}."),
            T("检查路径。", "Check the path."),
        )
    try:
        layer = Layer.load("file", path)
    except BadInput as error:
        return [fault_of(error)], 0
    return check_layer(office, layer)


def check_layer(office: "Office", layer: Layer) -> tuple[list[Fault], int]:
    """Faults of the rubrics in rules that are not the office's yet, and how many rubrics there are."""
    from gongkai.plugins.inspection.rubrics.checking import fault_of, rubric_faults

    try:
        others = [one for one in office.profile.layers if one.path.resolve() != layer.path.resolve()]
        inside = office.under(Profile([*others, layer], list(office.profile.sections.values()), office.profile.whole))
        ids = {str(table.get("id", "")) for table in layer.data.get("rubric", ()) if isinstance(table, dict)}
        if not ids:
            raise BadInput(
                T(f"{layer.path}：没有 [[rubric]]。", f"{layer.path}: there is no [[rubric]]."),
                T("检查文件。", "Check the file."),
            )
        return [one for one in rubric_faults(inside) if not one.rule or one.rule.partition(".")[0] in ids], len(ids)
    except BadInput as error:
        return [fault_of(error)], 0


@rubric.command(
    "adopt",
    help=str(
        T(
            "采用随软件提供的办法：存入 rules 文件夹。",
            "Adopt one that comes with gongkai: keep it in the rules folder.",
        )
    ),
)
@click.argument("rubric_id", metavar=_ID)
@click.option("--replace", is_flag=True, help=str(T("替换已有的同名文件。", "Replace a file of this name.")))
@click.option("--reason", default="", metavar=str(T("文字", "TEXT")), help=str(T("事由。", "Why.")))
@click.pass_obj
def adopt(context: Any, rubric_id: str, replace: bool, reason: str) -> None:
    """Copy a known rubric into the office."""
    from gongkai.plugins.inspection.rubrics.writing import keep, known_file

    office: Office = context.office
    path = known_file(rubric_id)
    why = reason or str(T(f"采用评分办法 {rubric_id}", f"rubric {rubric_id} adopted"))
    name = keep(office, rubric_id, path.read_text("utf-8"), why, replace)
    context.note(
        T(f"已存入 rules/{name}。用 gongkai score list --rubric {rubric_id} 试算。",
          f"Kept in rules/{name}. Try it with gongkai score list --rubric {rubric_id}.")
    )  # fmt: skip


@rubric.command(
    "import",
    help=str(
        T("读入评分表（序号、过程、一二三级指标、测评指标与考察点、权重、得分、扣分依据）：先显示看懂的办法和放不进的行，"
          "加 --apply 才存入 rules 文件夹。",
          "Read a sheet of indicators: shows the rubric that was understood and the rows that found no place; --apply keeps"
          " it in the rules folder.")
    ),
)  # fmt: skip
@click.argument("sheet_file", metavar=str(T("表格", "SHEET")))
@click.option(
    "--id",
    "rubric_id",
    default="",
    metavar=_ID,
    help=str(T("编号；默认用文件名。", "Its id; the file's name unless said.")),
)
@click.option("--title", default="", metavar=str(T("文字", "TEXT")), help=str(T("名称。", "Its name.")))
@click.option("--edition", default="", metavar=str(T("版本", "EDITION")), help=str(T("版本。", "Its edition.")))
@click.option(
    "--sheet",
    default="",
    metavar=str(T("工作表", "SHEET")),
    help=str(T("工作簿中的哪一张。", "Which sheet of a workbook.")),
)
@click.option(
    "--save",
    default="",
    metavar=str(T("文件", "FILE")),
    help=str(T("存成文件，改好后再放进 rules。", "Write it to a file first.")),
)
@click.option("--apply", is_flag=True, help=str(T("存入 rules 文件夹。", "Keep it in the rules folder.")))
@click.option("--replace", is_flag=True, help=str(T("替换同编号的办法。", "Replace the rubric of this id.")))
@click.option("--reason", default="", metavar=str(T("文字", "TEXT")), help=str(T("事由。", "Why.")))
@click.pass_obj
def import_rubric(
    context: Any, sheet_file: str, rubric_id: str, title: str, edition: str, sheet: str, save: str, apply: bool,
    replace: bool, reason: str,
) -> None:  # fmt: skip
    """Read, show, and keep when told."""
    import tomli

    from gongkai.core.tables.atomic import replacing
    from gongkai.plugins.inspection.rubrics.sheets import read_sheet
    from gongkai.plugins.inspection.rubrics.writing import check_id, keep, to_toml

    office: Office = context.office
    found = read_sheet(Path(sheet_file), check_id(rubric_id) if rubric_id else "", title, edition, sheet)
    check_id(found.rubric.id)
    lost = [T(f"第 {line} 行没有放进去：{why.zh}", f"Row {line} found no place: {why.en}") for line, why in found.lost]
    said = [clean_line(str(line)) for line in (*found.notes, *lost)]
    text = to_toml(found.rubric, [clean_line(Path(sheet_file).name), *said])
    layer = Layer("file", office.folder / "rules" / f"{found.rubric.id}.toml", tomli.loads(text), text)
    faults, _ = check_layer(office, layer)
    if context.format in ("json", "jsonl"):
        data = {
            "id": found.rubric.id,
            "toml": text,
            "lost": [list(pair) for pair in ((n, str(w)) for n, w in found.lost)],
        }
        click.echo(msgspec.json.encode({**data, "faults": [str(fault.what) for fault in faults]}).decode())
    elif not (save or apply):
        click.echo(text, nl=False)
    for line in (*said, *(str(fault.what) for fault in faults)):
        context.note(line)
    if save:
        with replacing(Path(save)) as stream:
            stream.write(text.encode())
        context.note(T(f"已写入 {save}。", f"Written to {save}."))
    if not apply:
        if not save:
            context.note(
                T(
                    "看过后加 --save 存成文件修改，或加 --apply 存入。",
                    "Then add --save to edit it, or --apply to keep it.",
                )
            )
        return
    if faults:
        raise CheckFailed(
            T(f"还有 {len(faults)} 处问题，没有存入。", f"{len(faults)} faults are left; it is not kept."),
            T(
                "用 --save 存成文件，改好后放进 rules 文件夹。",
                "Write it with --save, mend it and put it into the rules folder.",
            ),
        )
    why = reason or str(T(f"导入评分办法：{found.rubric.name.zh}", f"rubric imported: {found.rubric.name.en}"))
    name = keep(office, found.rubric.id, text, why, replace)
    context.note(T(f"已存入 rules/{name}。", f"Kept in rules/{name}."))


@rubric.command(
    "export", help=str(T("写成评分表（xlsx、csv 等），可再导入。", "Write a rubric as a sheet."))
)  # fmt: skip
@click.argument("rubric_id", metavar=_ID)
@click.argument("out", metavar=str(T("文件", "FILE")))
@click.pass_obj
def export(context: Any, rubric_id: str, out: str) -> None:
    """Write a sheet."""
    from gongkai.core.tables.atomic import protect
    from gongkai.plugins.inspection.rubrics.sheets import write_sheet

    protect(Path(out))
    count = write_sheet(_any(context.office, rubric_id), Path(out))
    context.note(T(f"已写入 {clean_line(out)}，{count} 行。", f"Written to {clean_line(out)}, {count} rows."))
