"""What is missing or wrong in the registry: posts nobody holds, credit codes that do not check."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.access import scope_sql
from gongkai.core.codes import span
from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import PostKind

if TYPE_CHECKING:
    from gongkai.core.office import Office


def findings(office: "Office", within: int | None = None) -> list[Finding]:
    """Every finding of the registry in a subtree that the acting account may see, in order of place."""
    scope = office.scope if within is None else within
    return [*missing_posts(office, scope), *wrong_codes(office, scope)]


def missing_posts(office: "Office", within: int) -> Iterator[Finding]:
    """Posts that the rules require and nobody holds today: one query for the units, one for the holders, per kind."""
    low, high = span(within)
    seen, values = scope_sql(office)
    today = office.today.isoformat()
    visible = {uid for (uid,) in office.store.sql(f"SELECT uid FROM unit WHERE {seen}", values)}
    for kind in office.profile.items("post_kind", PostKind).values():
        if kind.required is None:
            continue
        held = {
            uid
            for (uid,) in office.store.sql(
                "SELECT DISTINCT unit FROM post WHERE kind = ? AND scope BETWEEN ? AND ?"
                " AND (valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to >= ?)",
                (kind.key, low, high, today, today),
            )
        }
        for uid, name, _ in selected(office, kind.required, within):
            if uid in visible and uid not in held:
                yield Finding(
                    "post-missing",
                    T(f"{name}没有{kind.name.zh}。", f"{name} has no {kind.name.en}."),
                    T("在岗位登记册中明确一人。", "Name a person in the register of posts."),
                    uid,
                    kind.rule,
                )


def wrong_codes(office: "Office", within: int) -> Iterator[Finding]:
    """Unified social credit codes that fail GB 32100-2015; a warning, never a refusal: old codes stand in old papers."""
    from stdnum.cn import uscc  # only when there is a code to check

    low, high = span(within)
    seen, values = scope_sql(office)
    for uid, name, code in office.store.sql(
        f"SELECT uid, name, uscc FROM unit WHERE uscc IS NOT NULL AND scope BETWEEN ? AND ? AND {seen} ORDER BY scope, id",
        (low, high, *values),
    ):
        if not uscc.is_valid(code):
            yield Finding(
                "uscc-wrong",
                T(f"{name}的统一社会信用代码 {code} 校验不符。", f"{name}: credit code {code} does not check."),
                T("对照证书核对 18 位代码。", "Compare the 18 characters with the certificate."),
                uid,
                "",
                "unit",
                uid,
            )
