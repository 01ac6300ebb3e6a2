"""Writes docs/terms.md, the words of both languages, from the registers and the rules: ``python -m tools.terms_page > docs/terms.md``."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongkai.core.access import VERBS
from gongkai.core.i18n import T
from gongkai.core.office import Office
from gongkai.core.rules import Role
from gongkai.core.setup import init_office

HEAD = """\
# 词汇表 · Terms

The words of the screens in both languages, with the keys that commands, rules and sheets use. Made from the registers and the
national rules (`python -m tools.terms_page`); a region may add and rename.
"""
LISTS = (
    ("unit_kind", T("单位种类", "Kinds of units")),
    ("channel", T("公开渠道", "Channels")),
    ("audience", T("公开对象", "Audiences")),
    ("post_kind", T("岗位", "Posts")),
)


def page() -> str:
    """The page as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        office = init_office(Path(folder) / "office", "511923101000", account="terms")
        try:
            return HEAD + "".join(_sections(office))
        finally:
            office.close()


def _sections(office: Office) -> Iterator[str]:
    registers = sorted(office.resources.values(), key=lambda resource: resource.key)
    yield _table(T("登记册", "Registers"), ((resource.key, resource.name) for resource in registers))
    yield _table(T("权限", "Verbs"), VERBS.items())
    yield _table(T("角色", "Roles"), ((key, role.name) for key, role in office.profile.items("role", Role).items()))
    for resource in registers:
        if resource.workflow:
            flow = office.workflow(resource)
            name = T(f"{resource.name.zh}：阶段", f"{resource.name.en}: stages")
            yield _table(name, ((stage.key, stage.name) for stage in flow.stage))
    for key, name in LISTS:
        yield _table(name, office.lists.choices[key])


def _table(name: T, rows: Iterable[tuple[str, T]]) -> str:
    lines = "".join(f"| `{key}` | {words.zh} | {words.en} |\n" for key, words in rows)
    return f"\n## {name.zh} · {name.en}\n\n| key | 中文 | English |\n|---|---|---|\n{lines}"


if __name__ == "__main__":
    print(page(), end="")
