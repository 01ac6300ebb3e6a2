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
    from gongkai.plugins.inspection.rubrics.checking import fault_of, rubric_faults

    if not path.is_file():
        raise BadInput(
            T(f"没有文件 {clean_line(str(path))}。", f"There is no file {clean_line(str(path))}."),
            T("检查路径。", "Check the path."),
        )
    try:
        layer = Layer.load("file", path)
        others = [one for one in office.profile.layers if one.path.resolve() != path.resolve()]
        inside = office.under(Profile([*others, layer], list(office.profile.sections.values()), office.profile.whole))
        ids = {str(table.get("id", "")) for table in layer.data.get("rubric", ()) if isinstance(table, dict)}
        if not ids:
            raise BadInput(
                T(f"{path}：没有 [[rubric]]。", f"{path}: there is no [[rubric]]."), T("检查文件。", "Check the file.")
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
