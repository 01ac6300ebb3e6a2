"""What an account may not do it is told in words; what it may not see is not shown."""

from gongkai.core.office import Office
from gongkai.testing.journey import travel


async def test_an_account_without_grants_is_told_so(office: Office) -> None:
    async with travel(office.as_("nobody")) as at:
        await at.sees("账号 nobody 没有任何权限", "请管理员授权")
        await at.press("3")
        await at.sees("共 0 条")
        await at.press("1", "h")
        await at.sees("还没有变更记录")


async def test_no_account_at_all(office: Office) -> None:
    async with travel(office.as_("")) as at:
        await at.sees("未指定账号", "没有任何权限")


async def test_a_viewer_reads_and_is_refused_in_words(office: Office) -> None:
    async with travel(office.as_("viewer")) as at:
        await at.sees("公众监督员 · 社会监督员")
        await at.press("7", "e")
        await at.on("FormScreen")
        await at.press("down", "down")
        await at.type("甲")
        await at.press("ctrl+s")
        await at.told("没有“管理”权限")
        assert at.name == "FormScreen"
        await at.press("escape", "y", "3", "a")
        await at.told("没有你可以办理的动作")


async def test_undo_of_somebody_elses_change_is_refused(office: Office) -> None:
    posts = office.register("post")
    row = posts.page(limit=1)[0]
    posts.save(row.record, {"title": "改过"})
    async with travel(office.as_("clerk")) as at:
        await at.press("7", "z", "y")
        await at.told("只有本人可以撤销")
        assert posts.get(row.uid).title == "改过"
