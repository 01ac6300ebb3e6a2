"""Loading plugins in a process of their own, for commands that must work whatever a plugin does.

``python -m gongkai.cli.probe FOLDER`` writes what it finds as JSON lines, naming each plugin before it loads it. When
the process dies or hangs, the last name tells whose fault it was; the others are looked at in another process.
"""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T, language, use

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office

PATIENCE = 60.0  # seconds for one look; a plugin that takes longer to load is a fault of its own
MARK = "\x1egongkai "  # begins the lines that are ours
Seen = dict[str, list[Any]]


def probe(session: "Session", mend: bool = False, deep: bool = False) -> Seen:
    """What there is: ``plugins``, and with ``deep`` also ``indexes``, ``tree``, ``looked``, ``findings`` and ``errors``.

    Args:
        mend: make wrong search indexes anew, and mend the office's division in its file.
        deep: open the office and look at its data, too.
    """
    folder = str(session.folder.resolve()) if session.has_office else ""
    dead: dict[str, str] = {}
    while True:
        lines, guilty, why = _look(folder, mend, deep, sorted(dead), session.account or "")
        if not guilty or guilty in dead:
            return _sorted(lines, dead, why if not guilty else "")
        dead[guilty] = why


def _look(folder: str, mend: bool, deep: bool, without: list[str], account: str) -> tuple[list[Any], str, str]:
    """One process: its lines, and, when it did not end well, the plugin that it was busy with and what happened."""
    words = [
        sys.executable,
        "-m",
        "gongkai.cli.probe",
        folder,
        "mend" if mend else "",
        "deep" if deep else "",
        ",".join(without),
        account,
    ]
    environment = {**os.environ, "GONGKAI_LANG": language(), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(words, env=environment, capture_output=True, timeout=PATIENCE, check=False)
        out, why = done.stdout, "" if done.returncode == 0 else _ended(done.returncode)
    except subprocess.TimeoutExpired as error:
        out, why = error.stdout or b"", str(T(f"{PATIENCE:.0f} 秒没有结束", f"not finished in {PATIENCE:.0f} s"))
    lines, busy = [], ""
    for text in out.decode("utf-8", "replace").split("\n"):  # splitlines() would split at the mark, too
        mark, _, rest = text.partition(MARK)
        if mark or not rest:
            continue  # what a plugin printed while it was loaded
        kind, value = json.loads(rest)
        busy = value if kind == "busy" else busy
        lines.append((kind, value))
    return lines, busy if why else "", why


def _ended(code: int) -> str:
    return str(
        T(f"装载时进程被信号 {-code} 终止", f"the process was killed by signal {-code} while loading it") if code < 0
        else T(f"装载时进程以 {code} 退出", f"the process ended with {code} while loading it")
    )  # fmt: skip


def _sorted(lines: list[Any], dead: dict[str, str], why: str) -> Seen:
    seen: Seen = {
        "plugins": [],
        "indexes": [],
        "tree": [],
        "looked": [],
        "findings": [],
        "errors": [why] if why else [],
    }
    for kind, value in lines:
        if kind in seen:
            seen[kind].append(value)
    for plugin in seen["plugins"]:
        if plugin["name"] in dead:
            plugin["fault"], plugin["disabled"] = dead[plugin["name"]], "fault"
    return seen


def main(words: list[str]) -> None:
    """The other process: look, and write one line for each thing seen."""
    folder, mend, deep, without, account = (*words, "", "", "", "", "")[:5]
    use(os.environ.get("GONGKAI_LANG", "zh"))
    from gongkai.cli.context import Session
    from gongkai.core.errors import GongkaiError
    from gongkai.core.rulecheck import faults

    session = Session()
    session.directory, session.account = folder or os.devnull, account or None
    plugins = session.plugins
    for name in without.split(",") if without else ():
        plugins.disabled.add(name)
    plugins.note = lambda name: tell("busy", name)
    plugins.load()
    found: Seen = {}
    errors: list[str] = []
    if deep and session.has_office:
        try:
            found = _deep(session.office, bool(mend))
            errors += [f"{fault.where} {fault.what}" for fault in faults(session.office.profile) if not fault.doubt]
        except GongkaiError as error:
            errors.append(str(error))
    tell("busy", "")
    for plugin in plugins.found:
        tell("plugins", {
            "name": plugin.name, "origin": plugin.origin, "version": plugin.version, "target": plugin.target,
            "disabled": plugin.disabled, "fault": plugin.fault, "adds": plugin.adds, "seconds": plugin.seconds,
            "requires": plugin.requires, "after": plugin.after, "before": plugin.before, "warnings": plugin.warnings,
        })  # fmt: skip
    for kind, values in (*found.items(), ("errors", errors)):
        for value in values:
            tell(kind, value)


def _deep(office: "Office", mend: bool) -> Seen:
    """What plugins say of their own data, whether each register's search index agrees with its records, and whether
    everything that the registry works out itself is what it should be."""
    from gongkai.core.ledger.verify import index_faults
    from gongkai.core.registry.apply import resettle
    from gongkai.core.registry.checks import check_tree
    from gongkai.core.search import mend_index

    if mend:
        resettle(office, office.scope)

    indexes = []
    for resource in office.resources.values():
        if not resource.searched:
            continue
        check = {"register": resource.key, "faults": sum(1 for _ in index_faults(office, resource)), "mended": False}
        if check["faults"] and mend:
            check["records"], check["mended"] = mend_index(office, resource), True
        indexes.append(check)
    findings: list[Any] = []

    def collector(plugin: str) -> Any:
        return lambda text: findings.append((plugin, str(text)))

    office.plugins.call("gongkai_check", collector, office=office)
    tree = [str(difference) for difference in check_tree(office)]
    return {"indexes": indexes, "tree": tree, "looked": [True], "findings": findings}


def tell(kind: str, value: Any) -> None:
    """One line for the process that asked, told apart from what a plugin prints."""
    sys.stdout.write(f"\n{MARK}{json.dumps([kind, value])}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
