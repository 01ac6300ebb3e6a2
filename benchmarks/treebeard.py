"""django-treebeard's MP_Node with the same rows, in a process of its own: ``python -m benchmarks.treebeard OFFICE WORK``.

Prints as json the median seconds of counting a province's subtree and of reading its first page.
"""

import json
import sqlite3
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import timed

STEPS = 4  # characters of a path for each level
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHUNK = 5_000


def main(store: str, work: str) -> None:
    """Fill a fresh database and measure."""
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["treebeard"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(work) / "treebeard.sqlite")}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.db import connection, models
    from treebeard.mp_tree import MP_Node

    attributes = {
        "__module__": "treebeard.bench", "code": models.BigIntegerField(unique=True), "name": models.TextField(),
        "Meta": type("Meta", (), {"app_label": "treebeard"}),
    }  # fmt: skip
    node: Any = type("Place", (MP_Node,), attributes)
    with connection.schema_editor() as editor:
        editor.create_model(node)
    rows = sqlite3.connect(store).execute("SELECT code, parent, name FROM division ORDER BY code").fetchall()
    nodes = _paths(rows, node)
    for start in range(0, len(nodes), CHUNK):
        node.objects.bulk_create(nodes[start : start + CHUNK])
    top = node.objects.get(code=410000000000000)
    count, page = lambda: top.get_descendants().count(), lambda: list(top.get_descendants()[:50])
    count(), page()
    print(
        json.dumps(
            {
                name: statistics.median(timed(work) for _ in range(7))
                for name, work in (("count", count), ("page", page))
            }
        )
    )


def _paths(rows: list[tuple[int, int | None, str]], node: Any) -> list[Any]:
    """Nodes with the paths that treebeard would give them."""
    path: dict[int | None, str] = {None: ""}
    children: dict[int | None, int] = {}
    for code, parent, _ in rows:
        children[parent] = children.get(parent, 0) + 1
        path[code] = path[parent] + _number(children[parent])
    return [
        node(path=path[code], depth=len(path[code]) // STEPS, numchild=children.get(code, 0), code=code, name=name)
        for code, _, name in rows
    ]


def _number(value: int) -> str:
    text = ""
    while value:
        value, rest = divmod(value, len(ALPHABET))
        text = ALPHABET[rest] + text
    return text.rjust(STEPS, "0")


if __name__ == "__main__":
    main(*sys.argv[1:3])
