"""A flow chart as Mermaid text, for documents that draw it themselves; nothing of a name can become syntax."""

from gongkai.core.text import clean_line
from gongkai.plugins.catalog.powers.chart.graph import Block, Chart, Node

SHAPES = {"start": ('(["', '"])'), "end": ('(["', '"])'), "decision": ('{"', '"}')}
PLAIN = ('["', '"]')


def draw(chart: Chart) -> str:
    """The chart as Mermaid text (``flowchart TD``)."""
    lines = [f"%% {_line(chart.title)}", "flowchart TD"]
    for at, block in enumerate(chart.blocks):
        if block.group:
            lines.append(f'  subgraph {_name(at, block)}["{_said(block.group)}"]')
            lines += [f"    {_box(f'{_name(at, block)}_{n}', node)}" for n, node in enumerate(block.nodes)]
            lines.append("  end")
        else:
            lines.append(f"  {_box(_name(at, block), block.nodes[0])}")
    for edge in chart.edges:
        arrow = "-.->" if edge.back else "-->"
        words = f'|"{_said(edge.label)}"|' if edge.label else ""
        source = _name(edge.source, chart.blocks[edge.source])
        lines.append(f"  {source} {arrow}{words} {_name(edge.target, chart.blocks[edge.target])}")
    return "\n".join(lines) + "\n"


def _name(at: int, block: Block) -> str:
    return f"{'g' if block.group else 's'}{at}"


def _box(name: str, node: Node) -> str:
    opened, closed = SHAPES.get(node.kind, PLAIN)
    text = "<br/>".join(_said(part) for part in (f"{node.number} {node.name}", *node.facts))
    return f"{name}{opened}{text}{closed}"


def _line(text: str) -> str:
    return clean_line(text).replace("{", "(").replace("}", ")")  # %%{ would begin a directive


def _said(text: str) -> str:
    """Letters and digits of any script stay, every other sign becomes its number."""
    return "".join(c if c.isalnum() or c in " .-/·、，：；（）" else f"#{ord(c)};" for c in clean_line(text))  # zh-data
