"""``gongkai bundle send, resend, receive, verify, receipt, status, watch``. The list is the register's own."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.errors import GongkaiError
    from gongkai.core.exchange.inbox import Came
    from gongkai.core.exchange.streams import Plan

FILE = T("文件", "FILE")
DEPLOYMENT = T("部署", "DEPLOYMENT")
BUNDLE = T("数据包文件，如 响滩镇.gkb。", "The bundle, such as town.gkb.")
TO = T(
    "发给谁：superior（上级，默认），或下级部署的名称、区划代码、编号。",
    "Whom for: superior (unless said), or name, code or id of a deployment below.",
)
COLUMNS = (
    ("register", T("登记册", "Register")),
    ("new", T("新增", "New")),
    ("changed", T("修改", "Changed")),
    ("deleted", T("删除", "Deleted")),
    ("same", T("相同", "Same")),
    ("set_aside", T("隔离", "Set aside")),
    ("contested", T("两边都改", "Contested")),
)
STATUS = (
    ("name", T("部署", "Deployment")),
    ("relation", T("关系", "Relation")),
    ("state", T("状态", "State")),
    ("sent", T("已发至", "Sent up to")),
    ("received_there", T("对方收至", "Received there")),
    ("accepted_there", T("对方采用至", "Accepted there")),
    ("received", T("已收至", "Received up to")),
    ("waiting", T("等待", "Waiting")),
    ("set_aside", T("隔离待处理", "Set aside")),
    ("last_contact", T("最近联系", "Last contact")),
)
MOST = 20  # reasons that are printed
PAUSE = 30  # seconds between two looks at a watched folder


@command(
    "send",
    T("生成发给上级或下级的下一个数据包：上一个之后的改动；第一个含全部记录。",
      "Write the next bundle for the superior, or for one below: what changed since the one before; the first holds all."),
    argument("file", BUNDLE, FILE),
    option("--to", words=TO, shown=DEPLOYMENT, default="superior"),
    option("--all", "complete", words=T("含全部记录。", "Send every record."), is_flag=True),
    option("--encrypt", "encrypted", words=T("加密，只有对方能读。", "Encrypt it, so that only the receiver can read it."), is_flag=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def send(session: "Session", file: str, to: str, complete: bool, encrypted: bool) -> None:
    """Write it and say what is in it."""
    from gongkai.core.exchange.outgoing import send as write

    made = write(session.office, Path(file), complete, to, encrypted)
    count = sum(made.counts.values())
    session.note(T(f"已生成 {file}：第 {made.number} 号，{count:,} 条记录，{len(made.files):,} 个文件。",
                   f"Wrote {file}: number {made.number}, {count:,} records, {len(made.files):,} files."))  # fmt: skip


@command(
    "resend",
    T("把已发出的数据包再写一份，内容不变。", "Write a bundle that was sent before once more, byte by byte the same."),
    argument("number", T("序号。", "Its number."), T("序号", "NUMBER"), type=int),
    argument("file", BUNDLE, FILE),
    option("--to", words=TO, shown=DEPLOYMENT, default="superior"),
    output=False,
)
@click.pass_obj
def resend(session: "Session", number: int, file: str, to: str) -> None:
    """Write it."""
    from gongkai.core.exchange.outgoing import resend as write

    write(session.office, number, Path(file), to)
    session.note(T(f"已重写第 {number} 号：{file}", f"Wrote number {number} again: {file}"))


@command(
    "receive",
    T("查看收到的数据包会改动什么；加 --apply 才写入。回执文件也用它接收。",
      "Say what a bundle that was received would change; --apply writes it. Takes receipts, too."),
    argument("file", BUNDLE, FILE),
    option("--apply", words=T("写入。", "Write it."), is_flag=True),
)  # fmt: skip
@click.pass_obj
def receive(session: "Session", file: str, apply: bool) -> None:
    """The plan, register by register, or what was done."""
    from gongkai.core.exchange import inbox, incoming

    data = inbox.opened(session.office, Path(file))
    came = inbox.receive(session.office, data) if apply or not inbox.is_bundle(data) else None
    plan = came.plan if came else incoming.look(session.office, data)
    if plan is None:
        session.note(
            T(f"已登记{came.receipt if came else ''}的回执。", f"Took the receipt of {came.receipt if came else ''}.")
        )
        return
    who, number = plan.sender["name"], plan.manifest.number
    if plan.known:
        session.note(
            T(
                f"{who}的第 {number} 号已经接收过，无须再做。",
                f"Number {number} of {who} was received before; nothing to do.",
            )
        )
        return
    if plan.missing:
        _say_early(session, plan, apply)
        return
    _show(session, plan)
    _explain(session, plan)
    session.note(
        T(f"已接收{who}的第 {number} 号。", f"Received number {number} of {who}.") if apply
        else T("什么都没有写入；加 --apply 写入。", "Nothing was written; --apply writes it.")
    )  # fmt: skip
    for later in came.after if came else ():
        session.note(
            T(
                f"等待的第 {later.manifest.number} 号随后也已接收。",
                f"Number {later.manifest.number}, which waited, too.",
            )
        )
    for error in came.stuck if came else ():
        session.note(
            T(
                f"等待的下一号未能接收：{error.message.zh}",
                f"The next could not be received: {error.message.en}",
            )
        )


def _say_early(session: "Session", plan: "Plan", kept: bool) -> None:
    who, number, missing = plan.sender["name"], plan.manifest.number, plan.missing
    session.note(
        T(
            f"{who}的第 {number} 号到早了，等待第 {missing} 号。",
            f"Number {number} of {who} is early and waits for {missing}.",
        )
    )
    session.note(
        T(f"已存下，收到第 {missing} 号后自动接收；若已丢失，请对方用 bundle resend {missing} 重发。",
          f"It is kept and received after number {missing}; when that is lost, have it sent again with bundle resend {missing}.")
        if kept else T("什么都没有写入；加 --apply 存下等待。", "Nothing was written; --apply keeps it until then.")
    )  # fmt: skip


def _show(session: "Session", plan: "Plan") -> None:
    aside: dict[str, int] = {}
    for one, _ in plan.refused:
        aside[one.register] = aside.get(one.register, 0) + 1
    contested: dict[str, int] = {}
    for contest in plan.contests:
        contested[contest.register] = contested.get(contest.register, 0) + 1
    name_of = (lambda key: str(session.office.resource(key).name)) if session.tables else str
    rows = [
        (name_of(key), len(done.new), len(done.changed), len(done.deleted), done.same, aside.get(key, 0), contested.get(key, 0))
        for key, done in plan.outcomes.items()
    ]  # fmt: skip
    session.emit(COLUMNS, [row for row in rows if any(row[1:])])


def _explain(session: "Session", plan: "Plan") -> None:
    """Everything that a person should know beside the numbers."""
    for one, why in plan.refused[:MOST]:
        session.note(T(f"隔离 {one.register} {one.uid}：{why.zh}", f"Set aside {one.register} {one.uid}: {why.en}"))
    for contest in plan.contests[:MOST]:
        session.note(T(f"两边都改了 {contest.register} {contest.uid}：{'、'.join(contest.fields)}。",
                       f"Changed on both sides, {contest.register} {contest.uid}: {', '.join(contest.fields)}."))  # fmt: skip
    for act in plan.acts:
        session.note(T(f"机构改革：{act['title']}（{act['effective']}）", f"Act: {act['title']} ({act['effective']})"))
    if plan.rules:
        session.note(T(f"规则文件：{'、'.join(plan.rules)}", f"Rule files: {', '.join(plan.rules)}"))
    for words in plan.notes:
        session.note(words)
    for name in plan.differs:
        session.note(T(f"{session.office.resource(name).name.zh}与对方的全部记录不一致，请对方用 bundle send --all 发送完整数据包。",
                       f"{session.office.resource(name).name.en} differs from the sender's complete set; "
                       "have a complete bundle sent with bundle send --all."))  # fmt: skip


@command(
    "verify",
    T("核对数据包：签名、摘要、签发人和在来包顺序中的位置；不写入。",
      "Check a bundle: signature, digests, who sent it, and whether it is its turn; writes nothing."),
    argument("file", BUNDLE, FILE),
)  # fmt: skip
@click.pass_obj
def verify(session: "Session", file: str) -> None:
    """What it says of itself."""
    from gongkai.core.exchange import inbox
    from gongkai.core.exchange.container import unpack
    from gongkai.core.exchange.streams import verified

    plan, _, body = verified(session.office, inbox.opened(session.office, Path(file)))
    made = plan.manifest
    count = sum(1 for _ in unpack(made, body))
    session.emit_one(
        {
            "sender": plan.sender["name"], "number": made.number, "epoch": made.epoch, "made": made.made,
            "complete": made.complete, "records": count, "files": len(made.files), "digest": plan.digest,
            "known": plan.known, "missing": plan.missing or None,
        },
        {
            "sender": T("来自", "From"), "number": T("序号", "Number"), "epoch": T("代次", "Epoch"),
            "made": T("生成时间", "Made"), "complete": T("完整", "Complete"), "records": T("记录数", "Records"),
            "files": T("文件数", "Files"), "digest": T("摘要", "Digest"), "known": T("已接收过", "Received before"),
            "missing": T("还缺", "Missing"),
        },
    )  # fmt: skip


@command(
    "receipt",
    T("生成回执：收到对方哪一号、哪些记录没有采用。",
      "Write a receipt: what was received from the other side, and what of it was not taken."),
    argument("file", T("回执文件，如 响滩镇.gkr。", "The receipt, such as town.gkr."), FILE),
    option("--to", words=TO, shown=DEPLOYMENT, default="superior"),
    output=False,
)  # fmt: skip
@click.pass_obj
def receipt(session: "Session", file: str, to: str) -> None:
    """Write it."""
    from gongkai.core.exchange.outgoing import peer_of
    from gongkai.core.exchange.receipts import write_receipt

    made = write_receipt(session.office, Path(file), peer_of(session.office, to))
    session.note(T(f"已生成 {file}：收至第 {made.number} 号，{len(made.aside):,} 条未采用。",
                   f"Wrote {file}: received up to number {made.number}, {len(made.aside):,} records not taken."))  # fmt: skip


@command("status", T("与各部署交换到哪一步：发出、对方接收和采用、收到、等待、隔离。",
                     "How far the exchange with each deployment is: sent, taken there, received, waiting, set aside."))  # fmt: skip
@click.pass_obj
def status(session: "Session") -> None:
    """A row for each deployment."""
    from gongkai.core.exchange.models import RELATIONS, STATES
    from gongkai.core.exchange.standing import standings

    words = dict((*RELATIONS, *STATES)) if session.tables else {}
    rows = [[getattr(one, key) for key, _ in STATUS] for one in standings(session.office)]
    session.emit(STATUS, [[row[0], *(str(words.get(value, value)) for value in row[1:3]), *row[3:]] for row in rows])


@command(
    "watch",
    T("接收文件夹里的数据包和回执，按次序写入；文件移到 done、waiting、refused。",
      "Receive the bundles and receipts of a folder in their order; files are moved to done, waiting or refused."),
    argument("folder", T("文件夹。", "The folder."), T("文件夹", "FOLDER")),
    option("--once", words=T("只处理一遍。", "One pass only."), is_flag=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def watch(session: "Session", folder: str, once: bool) -> None:
    """A line for each file."""
    from gongkai.core.exchange import inbox

    while True:
        for name, where, came in inbox.watch(session.office, Path(folder)):
            session.note(_line(name, where, came))
        if once:
            return
        time.sleep(PAUSE)


def _line(name: str, where: str, came: "Came | GongkaiError") -> T:
    from gongkai.core.errors import GongkaiError

    if isinstance(came, GongkaiError):
        return T(f"{name}：拒收。{came.message.zh}", f"{name}: refused. {came.message.en}")
    if came.plan is None:
        return T(f"{name}：{came.receipt}的回执。", f"{name}: a receipt of {came.receipt}.")
    who, number = came.plan.sender["name"], came.plan.manifest.number
    if came.plan.known:
        return T(f"{name}：{who}的第 {number} 号，已接收过。", f"{name}: number {number} of {who}, received before.")
    if came.plan.missing:
        missing = came.plan.missing
        return T(
            f"{name}：{who}的第 {number} 号，等待第 {missing} 号。",
            f"{name}: number {number} of {who}, waits for {missing}.",
        )
    last = came.after[-1].manifest.number if came.after else number
    aside = len(came.plan.refused) + sum(len(one.refused) for one in came.after)
    return T(f"{name}：{who}的第 {number} 号，已接收至第 {last} 号，隔离 {aside} 条。",
             f"{name}: number {number} of {who}, received up to {last}, {aside} set aside.")  # fmt: skip
