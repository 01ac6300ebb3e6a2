"""What a superior hands down beside records: its rule files, reorganisation acts, and keys that are not valid any more.

A rule file of the superior lies among the office's own as ``0-above-NAME.toml``: it is read before them, so that the office
may add to it, and handed further down. Acts arrive as drafts and are then applied by the same machinery as acts of one's own;
one that cannot be applied here stays a draft, with the reason.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

from gongkai.core.codes import contains
from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.exchange.identity import Row, add, put, rows
from gongkai.core.exchange.models import ACTIVE, BELOW, DEPLOYMENTS, OTHER, REVOKED
from gongkai.core.exchange.streams import Plan
from gongkai.core.i18n import T
from gongkai.core.profile import Layer, Profile
from gongkai.core.registry.acts import ACTS, APPLIED, DRAFT, UNDO
from gongkai.core.registry.steps import read_steps
from gongkai.core.store.record import columns, derived_uid
from gongkai.core.tables.atomic import replacing, write_failed
from gongkai.core.text import clean, clean_line

if TYPE_CHECKING:
    from gongkai.core.exchange.container import Change as Sent
    from gongkai.core.exchange.container import Manifest
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

ABOVE = "0-above-"
MOST_RULES = 1 << 19  # characters of all rule files together
OWN_ALONE = {"office", "plugins", "region"}  # what an office says of itself, nobody hands down
HAVE_MENDED = T("请上级改正后重新下发。", "Have it mended above and sent down again.")
_NAME = re.compile(r"[\w()（）-][\w.()（） -]{0,150}\.toml")  # zh-data


# rule files


def own_rules(office: "Office") -> tuple[tuple[str, str], ...]:
    """The office's rule files, those from above among them, as (name, text).

    Raises:
        BadInput: one has a name that cannot travel, is no text, or all are too large.
    """
    found: list[tuple[str, str]] = []
    for path in sorted((office.folder / "rules").glob("*.toml")):
        try:
            text = clean(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise _unsendable(path.name) from error
        if not _NAME.fullmatch(path.name):
            raise _unsendable(path.name)
        found.append((path.name, text))
    if sum(len(text) for _, text in found) > MOST_RULES:
        raise _unsendable("rules")
    return tuple(found)


def _unsendable(name: str) -> BadInput:
    shown = clean_line(name)
    return BadInput(
        T(f"规则文件 {shown} 不能下发。", f"The rule file {shown} cannot be sent down."),
        T(f"文件名用文字、数字、横线，内容为 UTF-8，全部不超过 {MOST_RULES >> 10} 千字。",
          f"Name it with letters, digits and dashes; UTF-8 text, all of them at most {MOST_RULES >> 10}k characters."),
    )  # fmt: skip


def compare_rules(office: "Office", plan: Plan) -> None:
    """Which of the superior's rule files are other than those here; says why they cannot be used, if so."""
    told = {ABOVE + name: text for name, text in plan.manifest.rules}
    if any(not _NAME.fullmatch(name) for name, _ in plan.manifest.rules) or len(told) != len(plan.manifest.rules):
        plan.notes.append(
            T("上级规则文件的文件名不合规，未采用。", "A rule file of the superior has an unfit name; none is used.")
        )
        return
    here = {path.name: path.read_text("utf-8") for path in (office.folder / "rules").glob(f"{ABOVE}*.toml")}
    other = sorted(name for name in {*told, *here} if told.get(name) != here.get(name))
    if not other:
        return
    try:
        _check(office, told)
    except GongkaiError as error:
        plan.notes.append(T(f"上级的规则在本级不能用，未采用：{error.message.zh}",
                            f"The superior's rules do not hold here and are not used: {error.message.en}"))  # fmt: skip
        return
    plan.rules = other


def _check(office: "Office", told: dict[str, str]) -> None:
    """Whether the rules are whole with these files among them.

    Raises:
        BadInput: they are not; says where.
    """
    folder, old = office.folder / "rules", office.profile
    fresh: list[Layer] = []
    for name in sorted(told):
        try:
            data = tomli.loads(told[name])
        except tomli.TOMLDecodeError as error:
            raise BadInput(
                T(f"{name} 不是合规的 TOML：{error}。", f"{name} is not valid TOML: {error}."), HAVE_MENDED
            ) from error
        if taken := sorted(OWN_ALONE & set(data)):
            raise BadInput(T(f"{name} 不能有 [{taken[0]}]。", f"{name} may not have [{taken[0]}]."), HAVE_MENDED)
        fresh.append(Layer("office", folder / name, data, told[name]))
    kept = [one for one in old.layers if not (one.path.parent == folder and one.path.name.startswith(ABOVE))]
    first = next((at for at, one in enumerate(kept) if one.name == "office"), len(kept))
    made = Profile([*kept[:first], *fresh, *kept[first:]], list(old.sections.values()), old.whole)
    for name, section in made.sections.items():
        if section.many:
            made.items(name, section.struct)
        elif made.origin(name) is not None:
            made.table(name, section.struct)


@contextmanager
def rules_in_place(office: "Office", plan: Plan) -> Iterator[None]:
    """Put the superior's rule files in place; a block that fails brings back what was there."""
    folder, told = office.folder / "rules", {ABOVE + name: text for name, text in plan.manifest.rules}
    before = {name: _content(folder / name) for name in plan.rules}
    try:
        _lay(folder, {name: told[name].encode() if name in told else None for name in plan.rules})
        yield
    except BaseException:
        with suppress(GongkaiError, OSError):
            _lay(folder, before)
        raise
    if plan.rules:
        office.__dict__.pop("profile", None)
        office.__dict__.pop("lists", None)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _lay(folder: Path, files: dict[str, bytes | None]) -> None:
    for name, content in files.items():
        if content is None:
            (folder / name).unlink(missing_ok=True)
            continue
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise write_failed(error, folder) from error
        with replacing(folder / name, own=True) as out:
            out.write(content)


# acts


def acts_for(office: "Office", scope: int, link: int) -> list[Row]:
    """Acts in force that were applied after a link and touch a place, as they were decided: how they were done here is
    this store's own."""
    names = columns(ACTS.model)
    found = office.store.sql(
        f"SELECT {', '.join(names)} FROM reorg_act WHERE stage = ? AND seq > ? ORDER BY seq", (APPLIED, link)
    )
    acts = [dict(zip(names, values, strict=True)) for values in found]
    return [one | {"done": None, "seq": None} for one in acts if _touches(office, one, scope)]


def _touches(office: "Office", act: Row, scope: int) -> bool:
    done = act["done"]
    if act["kind"] == UNDO:
        done = office.store.sql("SELECT done FROM reorg_act WHERE uid = ?", (act["undoes"],))[0][0]
    if not done:
        return False
    steps = read_steps(done)
    places = {row[0] for row in (*steps.removed, *steps.made)} | {row[0] for pair in steps.changed for row in pair}
    for low, high, delta in steps.rules:
        places |= {low, low + delta, *((scope,) if low <= scope <= high else ())}
    for step in steps.units:
        places |= {int(values["division"]) for values in (step.before, step.after) if values and values.get("division")}
    return any(contains(scope, place) or contains(place, scope) for place in places)


def new_acts(office: "Office", acts: "list[Sent]") -> list[Row]:
    """Applied acts of the superior that are not known here."""
    found = []
    for one in acts:
        row = one.row or {}
        known = office.store.sql("SELECT 1 FROM reorg_act WHERE uid = ?", (one.uid,))
        if row.get("stage") == APPLIED and not known:
            found.append(row)
    return found


def draft_acts(change: "Change", plan: Plan) -> None:
    """Keep the superior's acts as drafts, to be applied when all else is written."""
    for row in plan.acts:
        if row["kind"] != UNDO:
            whole = dict.fromkeys(columns(ACTS.model)) | row
            whole |= {"stage": DRAFT, "version": 1, "done": None, "seq": None, "scope": row["division"]}
            whole["grants"] = (
                whole["grants"] or "follow"
            )  # accounts here stay with their places; nobody above knows them
            change.insert_rows(ACTS, [whole])


def apply_acts(office: "Office", plan: Plan) -> None:
    """Apply the superior's acts that were kept as drafts, in the order of their days; what cannot be stays a draft."""
    from gongkai.core.registry.apply import apply_act, record
    from gongkai.core.registry.undoact import undo_act

    for row in sorted(plan.acts, key=lambda one: (one["effective"], one["kind"] == UNDO)):
        try:
            if row["kind"] != UNDO:
                apply_act(office, record(office, row["uid"]))
            elif office.store.sql("SELECT 1 FROM reorg_act WHERE uid = ? AND stage = ?", (row["undoes"], APPLIED)):
                undo_act(office, row["undoes"], str(row["title"]))
        except GongkaiError as error:
            title, hint = clean_line(str(row["title"])), error.hint or T("", "")
            plan.notes.append(
                T(f"机构改革“{title}”未能实施：{error.message.zh}{hint.zh}",
                  f"The act “{title}” could not be applied: {error.message.en} {hint.en}")
            )  # fmt: skip


# keys


def revoked_keys(office: "Office") -> tuple[str, ...]:
    """Keys that are not valid any more: those revoked here, and those that the superior named."""
    found = office.store.sql(
        "SELECT DISTINCT public_key FROM deployment WHERE state = ? ORDER BY public_key", (REVOKED,)
    )
    return tuple(key for (key,) in found if key)


def take_revoked(change: "Change", manifest: "Manifest") -> None:
    """Refuse from now on what is signed with keys that the superior names."""
    for key in manifest.revoked:
        known = rows(change.office, "public_key = ?", key)
        for row in known:
            if row["relation"] == BELOW and row["state"] == ACTIVE:
                put(change, DEPLOYMENTS, row, state=REVOKED)
        if not known:
            add(change, DEPLOYMENTS, derived_uid("revoked", key), relation=OTHER, state=REVOKED, public_key=key,
                name=str(T("已吊销的密钥", "Revoked key")), division=change.office.scope)  # fmt: skip
