"""``gongkai deployment request, enrol, accept, revoke``. The list is the register's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session

FILE = T("文件", "FILE")
REQUEST = T("申请文件，如 响滩镇.req。", "The request, such as town.req.")
CERTIFICATE = T("证书文件，如 响滩镇.crt。", "The certificate, such as town.crt.")


@command(
    "request",
    T("生成请上级登记的申请；本级还没有密钥时一并生成。",
      "Write the request to be enrolled by the superior; makes the key when there is none."),
    argument("file", REQUEST, FILE),
    option("--new-key", words=T("换一个新密钥；旧的不再使用。", "Make a new key; the old one is used no more."), is_flag=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def request(session: "Session", file: str, new_key: bool) -> None:
    """Write it and say the key's fingerprint."""
    from gongkai.core.exchange.enrolment import request as write
    from gongkai.core.exchange.keys import fingerprint

    made = write(session.office, Path(file), new_key)
    session.note(T(f"已生成 {file}。密钥指纹 {fingerprint(made.key)}，登记前请与上级核对。",
                   f"Wrote {file}. The key's fingerprint is {fingerprint(made.key)}; compare it with the superior."))  # fmt: skip


@command(
    "enrol",
    T("登记下级部署：核对申请，签发证书。", "Enrol a deployment below: check its request, sign its certificate."),
    argument("file", REQUEST, FILE),
    argument("out", CERTIFICATE, T("证书", "OUT")),
    option("--scope", words=T("填报区划；不写时按申请。", "The place that it writes; as requested unless said."),
           shown=T("区划", "PLACE"), default=""),
    option("--verbs", words=T("权限，用逗号隔开；不写时为管理、查看申请人身份以外的全部。",
                              "Verbs, divided by commas; all but administer and identify unless said."),
           shown=T("权限", "VERBS"), default=""),
    option("--until", words=T("证书的最后一天；不写时为一年。", "The certificate's last day; a year unless said."),
           shown=T("日期", "DATE"), default=""),
    output=False,
)  # fmt: skip
@click.pass_obj
def enrol(session: "Session", file: str, out: str, scope: str, verbs: str, until: str) -> None:
    """Sign it and say what it allows."""
    from gongkai.cli.commands.past import day_of
    from gongkai.core.exchange.enrolment import enrol as sign
    from gongkai.core.exchange.keys import fingerprint

    office = session.office
    made = sign(
        office, Path(file), Path(out), office.place(scope) if scope else None,
        [verb.strip() for verb in verbs.replace("，", ",").split(",") if verb.strip()], day_of(until) if until else None,  # zh-data
    )  # fmt: skip
    place = office.place_name(made.scope)
    session.note(
        T(f"已登记{made.name}（{place}，至 {made.until}），证书 {out}。密钥指纹 {fingerprint(made.key)}，请与对方核对。",
          f"Enrolled {made.name} ({place}, until {made.until}); certificate {out}. "
          f"Its key's fingerprint is {fingerprint(made.key)}; compare it with them.")
    )  # fmt: skip


@command(
    "accept",
    T("接受上级签发的证书。", "Accept the certificate that the superior signed."),
    argument("file", CERTIFICATE, FILE),
    output=False,
)
@click.pass_obj
def accept(session: "Session", file: str) -> None:
    """Take it and say what it allows."""
    from gongkai.core.exchange.enrolment import accept as take

    made = take(session.office, Path(file))
    place = session.office.place_name(made.scope)
    session.note(T(f"已接受：{place}，至 {made.until}。", f"Accepted: {place}, until {made.until}."))


@command(
    "revoke",
    T("吊销下级部署的证书：此后不再接受它签名的数据包。", "Revoke a deployment below: nothing that it signs is taken any more."),
    argument("name", T("名称、区划代码或编号。", "Name, code or id."), T("部署", "DEPLOYMENT")),
    option("--reason", words=T("事由，记入台账。", "Why; kept in the ledger."), shown=T("文字", "TEXT"), required=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def revoke(session: "Session", name: str, reason: str) -> None:
    """Revoke it."""
    from gongkai.core.exchange.enrolment import revoke as take_back

    gone = take_back(session.office, name, reason)
    session.note(T(f"已吊销{gone['name']}。", f"Revoked {gone['name']}."))
