"""What ``gongkai doctor`` looks at in the catalogue: rules that cannot work, records that do not agree."""

from typing import TYPE_CHECKING

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T, same
from gongkai.core.rules import Role, Source
from gongkai.plugins.catalog.powers.checks import check_rules
from gongkai.plugins.catalog.publications.files import damaged
from gongkai.plugins.catalog.publications.numbers import IndexNumber, check_form
from gongkai.plugins.catalog.timing import finals, limit_of, marks
from gongkai.plugins.catalog.wanted import obligations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.core.office import Office


def check(office: "Office", register: "Callable[[T], None]") -> None:
    """Report what is wrong with the catalogue's rules and records."""
    for finding in (*_rules(office), *_records(office)):
        register(finding)


def _rules(office: "Office") -> "Iterator[T]":
    choices = {name: {key for key, _ in office.profile.choices.get(name, ())} for name in ("channel", "audience")}
    sources = office.profile.items("source", Source)
    for item in obligations(office):
        try:
            limit_of(item.limit)
        except GongkaiError as error:
            yield T("公开义务 {id}：{why}", "obligation {id}: {why}").format(id=same(item.id), why=error.message)
        unknown = [key for key in item.channels if key not in choices["channel"]]
        unknown += [key for key in (item.audience,) if key and key not in choices["audience"]]
        unknown += [text for text in item.basis if text.partition(":")[0] not in sources]
        for key in unknown:
            yield T(
                "公开义务 {id} 用到了没有定义的 {key}。", "obligation {id} names {key}, which is not defined."
            ).format(id=same(item.id), key=same(key))
    held = {verb for role in office.profile.items("role", Role).values() for verb in role.verbs}
    for key in ("entry", "publication", "power"):
        for step in office.workflow(office.resource(key)).action:
            if step.verb not in held:
                yield T(
                    "没有角色拥有“{step}”所需的权限 {verb}，会停在那一步。",
                    "no role holds the verb {verb} that “{step}” needs; things will stop there.",
                ).format(step=step.name, verb=same(step.verb))
    wrong = check_form(office.profile.table("index_number", IndexNumber))
    if wrong is not None:
        yield wrong
    yield from check_rules(office)


def _records(office: "Office") -> "Iterator[T]":
    for name, sha256 in damaged(office):
        yield T("附件 {name} 丢失或内容已变（{sha}）。", "the file {name} is missing or was changed ({sha}).").format(
            name=same(name), sha=same(sha256[:12])
        )
    out = finals(office)
    unsupported = office.rows(
        "SELECT COUNT(*) FROM {entry} e WHERE e.published_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {publication} p"
        " WHERE p.entry = e.uid AND p.published_on = e.published_on)"
    )[0][0]
    if unsupported:
        yield T(
            "{n} 个条目写着已公开，却没有那一天的公开记录。",
            "{n} entries say they were published on a day of which there is no publication.",
        ).format(n=unsupported)
    known = {item.id for item in obligations(office)}
    gone = sorted(
        row[0]
        for row in office.rows(
            f"SELECT DISTINCT obligation FROM {{entry}} WHERE obligation IS NOT NULL AND stage NOT IN ({marks(out)})",
            out,
        )
        if row[0] not in known
    )
    if gone:
        yield T(
            "有条目的公开义务已不在规则中：{ids}。用 gongkai catalog generate 停用未办理的。",
            "entries whose obligation is no longer in the rules: {ids}. Run gongkai catalog generate to retire idle ones.",
        ).format(ids=same("、".join(gone[:10])))  # fmt: skip
