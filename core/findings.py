"""A finding: what a check saw, by which rule, where, since when, and how to mend it; and how a plugin declares a check."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import CheckFailed
from gongkai.core.i18n import T, counted

if TYPE_CHECKING:
    from gongkai.core.office import Office

NOTHING = T("", "")
SEVERITIES: dict[str, T] = {
    "error": T("严重", "Error"),
    "warning": T("一般", "Warning"),
    "note": T("提示", "Note"),
}
"""How grave a finding is, the gravest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as a rule wants it.

    Attributes:
        code: kind of finding (``post-missing``); stable, for scripts.
        rule: id of the rule, or empty where none asks for it by name.
        unit: uid of the unit concerned.
        register, uid: the record concerned, when there is one.
        since: ISO date from which it is so, when known.
        item: the item of the profile that stands for the rule (``post_kind:officer``), when there is one.
        severity: ``error``, ``warning`` or ``note``.
    """

    code: str
    what: T
    remedy: T
    unit: str
    rule: str = ""
    register: str = ""
    uid: str = ""
    since: str = ""
    item: str = ""
    severity: str = "warning"


@dataclass(frozen=True, slots=True)
class Said:
    """What a check has to say of one row: the words in question, and what only this row knows of day and rule."""

    words: T = NOTHING
    since: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Check:
    """One kind of finding: a condition on the rows of a register, or a function where that is not enough.

    Every condition on one register is asked in one pass over its rows, so a check costs no query of its own. ``x`` is the
    row; other registers stand in it as marks (``{posting}``), narrowed to what the account may see.

    Attributes:
        code: kind of finding; stable, for scripts.
        name: the kind in a few words.
        severity: see ``SEVERITIES``; the profile may set another one.
        remedy: what to do next, with the command or the key.
        rule: id of the rule behind it; the profile may name another.
        register: key of the register whose rows are asked.
        test, params: the condition, and the values of its ``?`` marks.
        joins: joins to one row each that the expressions need (``LEFT JOIN {entry} e ON e.uid = x.entry``).
        since, later: expression of an ISO day, and how many days after it began to be so.
        own_rule: expression of the row's own rule, which goes before ``rule``.
        values: expressions handed to ``judge``; without one the first of them is what is said.
        judge: for what SQL cannot tell: gives what there is to say of a row, nothing when all is well.
        tell: words for (title of the record, what is said).
        item: the item of the profile that stands for the rule.
        find: instead of a condition: findings in a range of scopes, each with its own words.
        codes: the kinds that ``find`` gives, with their names, when they are several.
    """

    code: str
    name: T
    severity: str = "warning"
    remedy: T = NOTHING
    rule: str = ""
    register: str = ""
    test: str = ""
    params: tuple[Any, ...] = ()
    joins: tuple[str, ...] = ()
    since: str = "''"
    later: int = 0
    own_rule: str = "''"
    values: tuple[str, ...] = ()
    judge: Callable[..., Iterable[Said]] | None = None
    tell: Callable[[str, T], T] | None = None
    item: str = ""
    find: "Callable[[Office, int, int], Iterable[Finding]] | None" = None
    codes: Mapping[str, T] = field(default_factory=dict)


def require_none(counts: Mapping[str, int], least: str) -> None:
    """End a check as failed when there are findings of a severity or a graver one; an empty ``least`` lets all pass.

    Args:
        counts: how many findings of each severity.

    Raises:
        CheckFailed: there are; says how many.
    """
    grave = list(SEVERITIES)[: list(SEVERITIES).index(least) + 1] if least else []
    failing = sum(counts.get(key, 0) for key in grave)
    if failing:
        raise CheckFailed(
            T(f"其中 {failing:,} 个达到 --fail-on {least}。",
              f"{failing:,} of them {'is' if failing == 1 else 'are'} as grave as --fail-on {least}."),
            T("按每一条的“怎么办”处理。", "Do what each of them says."),
        )  # fmt: skip


def in_words(counts: Mapping[str, int]) -> T:
    """How many findings there are, by severity."""
    parts = [T(f"{SEVERITIES[key].zh} {n:,}", f"{n:,} {SEVERITIES[key].en.lower()}") for key, n in counts.items() if n]
    if not parts:
        return T("没有问题。", "No findings.")
    zh, en = "、".join(part.zh for part in parts), ", ".join(part.en for part in parts)  # zh-data
    return counted(sum(counts.values()), T("{n} 个问题", "{n} finding")) + T(f"（{zh}）。", f" ({en}).")
