"""Enrolment: a deployment asks, its superior signs, it accepts; and the superior may revoke."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.access.verbs import VERBS
from gongkai.core.codes import contains, format_code
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.exchange.certificates import (
    Body,
    Certificate,
    Chain,
    Request,
    SignedRequest,
    check_chain,
    check_request,
    issue,
    parse_paper,
    read_paper,
    sign,
    text_of,
    within,
    write_paper,
)
from gongkai.core.exchange.identity import Row, add, ensure_self, put, rows
from gongkai.core.exchange.keys import DEFAULT, algorithm, private_key
from gongkai.core.exchange.models import ABOVE, ACTIVE, BELOW, DEPLOYMENTS, FORMER, REVOKED
from gongkai.core.exchange.sealing import box_key
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

GIVEN = tuple(verb for verb in VERBS if verb not in ("administer", "identify"))
"""Verbs of a certificate when nobody names any: what offices do, not who applicants are."""
ROOT_YEARS = 10


def request(office: "Office", path: Path, fresh: bool = False) -> Request:
    """Write the request with which this deployment asks to be enrolled; makes its key when it has none.

    Args:
        fresh: make a new key, because the old one was revoked or may be known to others.

    Raises:
        NotAllowed: the account does not administer the office.
        BadInput, StoreError: the file cannot be written.
    """
    _may(office)
    key = private_key(office.folder, make=True, fresh=fresh)
    with office.change(str(T("申请登记", "asked to be enrolled"))) as change:
        own = _with_key(change, key)
        body = Request(own["uid"], own["name"], own["division"], DEFAULT, own["public_key"], office.now, box_key(key))
        write_paper(path, SignedRequest(body, sign(DEFAULT, key, "request", body)))
    return body


def enrol(
    office: "Office",
    asked: Path,
    path: Path,
    scope: int | None = None,
    verbs: Sequence[str] = (),
    until: date | None = None,
) -> Body:
    """Sign the certificate of a deployment below and write it into a file; it is known from then on.

    Args:
        scope: the place that it may write; what it asked for unless said.
        verbs: what it may do there; everything but ``administer`` and ``identify`` unless said.
        until: the last day; a year from today unless said, and not after this one's own certificate ends.

    Raises:
        BadInput: the request is damaged or comes from this deployment itself.
        NotAllowed: it would reach further than this deployment's own certificate.
        Conflict: another deployment writes at that place.
    """  # fmt: skip
    _may(office)
    asker = check_request(read_paper(asked, SignedRequest))
    key = private_key(office.folder, make=True)
    unknown = [verb for verb in verbs if verb not in VERBS]
    if unknown:
        raise BadInput(
            T(f"没有权限 {'、'.join(unknown)}。", f"There is no verb {', '.join(unknown)}."),
            T(f"可用的有：{'、'.join(VERBS)}。", f"Known ones: {', '.join(VERBS)}."),
        )
    with office.change(str(T(f"登记{asker.name}", f"enrolled {asker.name}"))) as change:
        own = _with_key(change, key)
        if own["uid"] == asker.deployment:
            raise BadInput(
                T("这是本级自己的申请。", "This is this deployment's own request."),
                T("把申请交给上级登记。", "Hand it to the superior."),
            )
        above = own_chain(change, own, key)
        place = asker.scope if scope is None else scope
        issuer = above[0].body
        last = until or min(office.today + timedelta(days=365), issuer.until)
        body = Body(
            asker.deployment, asker.name, place, tuple(verbs) or tuple(v for v in GIVEN if v in issuer.verbs),
            office.today, last, asker.algorithm, asker.key, own["uid"], office.now, asker.box,
        )  # fmt: skip
        _below(office, own, body)
        within(body, issuer)
        if last < office.today:
            raise BadInput(
                T(f"最后一天 {last} 已过。", f"The last day, {last}, has passed."),
                T("给出今天以后的日期。", "Give a later day."),
            )
        made = issue(body, key, above)
        _keep(change, body, BELOW, made)
        write_paper(path, made)
    return body


def accept(office: "Office", path: Path) -> Body:
    """Take the certificate that the superior signed; the superior is known from then on.

    A superior before becomes a former one: bundles go to the new one, the first of them with every record.

    Raises:
        BadInput: the file is damaged, or is another deployment's certificate.
        NotAllowed: it has expired, or reaches further than its issuer's.
    """
    _may(office)
    paper = read_paper(path, Chain)
    body = check_chain(paper, office.today)
    key = private_key(office.folder)
    with office.change(str(T("接受上级证书", "accepted the superior's certificate"))) as change:
        own = _with_key(change, key)
        if (body.deployment, body.key) != (own["uid"], own["public_key"]) or body.issuer == own["uid"]:
            raise BadInput(
                T(f"这是{body.name}（{body.deployment}）的证书，不是给本级当前密钥的。",
                  f"This is the certificate of {body.name} ({body.deployment}), not of this deployment's present key."),
                T("重新生成申请，请上级登记。", "Make a new request and have it enrolled."),
            )  # fmt: skip
        for before in rows(office, "relation = ? AND state = ? AND uid <> ?", ABOVE, ACTIVE, body.issuer):
            put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, before["uid"]), state=FORMER)
        _keep(change, paper.chain[1].body, ABOVE, Chain(paper.chain[1:]))
        put(change, DEPLOYMENTS, own, **_said(body), certificate=text_of(paper))
    return body


def revoke(office: "Office", word: str, reason: str) -> Row:
    """Take a deployment's certificate back: nothing that it signed is taken any more.

    Raises:
        BadInput: there is none of that name, or no reason is given.
    """
    _may(office)
    if not clean_line(reason):
        raise BadInput(
            T("吊销必须说明理由。", "Revoking needs a reason."), T("用 --reason 写明。", "Give it with --reason.")
        )
    found = named(office, word, BELOW)
    with office.change(clean_line(reason)) as change:
        return put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, found["uid"]), state=REVOKED)


def named(office: "Office", word: str, relation: str) -> Row:
    """The deployment that a person means by its name, its code, or the beginning of its id.

    Raises:
        BadInput: none, or several.
    """
    text = clean_line(word)
    found = [
        row for row in rows(office, "relation = ?", relation)
        if text and (text in (row["name"], format_code(row["division"])) or row["uid"].startswith(text.lower()))
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    ids = ", ".join(row["uid"] for row in found[:5])
    raise BadInput(
        T(f"“{text}”对应 {len(found)} 个部署。", f"“{text}” fits {len(found)} deployments."),
        T(f"用编号指明：{ids}", f"Give the id: {ids}") if found
        else T("用 gongkai deployment list 查看。", "See gongkai deployment list."),
    )  # fmt: skip


def own_chain(change: "Change", own: Row, key: bytes) -> tuple[Certificate, ...]:
    """This deployment's own certificate and those above it; one without a superior signs for itself, as a root.

    Raises:
        NotAllowed: it has expired.
    """
    if own["certificate"]:
        paper = parse_paper(own["certificate"].encode(), Chain, str(T("本级证书", "this deployment's certificate")))
        if paper.chain[0].body.key == own["public_key"]:
            check_chain(paper, change.office.today)
            return paper.chain
    today = change.office.today
    until = date(today.year + ROOT_YEARS, 12, 31)
    body = Body(
        own["uid"], own["name"], change.office.scope, tuple(VERBS), today, until,
        DEFAULT, own["public_key"], own["uid"], change.office.now, box_key(key),
    )  # fmt: skip
    made = issue(body, key, ())
    put(change, DEPLOYMENTS, own, **_said(body), certificate=text_of(made))
    return made.chain


def _may(office: "Office") -> None:
    require(office, "administer", office.scope, whole=True)


def _with_key(change: "Change", key: bytes) -> Row:
    own = ensure_self(change)
    public = algorithm(DEFAULT).public(key).hex()
    return own if own["public_key"] == public else put(change, DEPLOYMENTS, own, algorithm=DEFAULT, public_key=public)


def _said(body: Body) -> dict[str, Any]:
    """What a certificate says, as the register keeps it."""
    return {
        "verbs": msgspec.json.encode(body.verbs).decode(), "valid_from": body.since.isoformat(),
        "valid_to": body.until.isoformat(), "algorithm": body.algorithm, "public_key": body.key, "box": body.box or None,
    }  # fmt: skip


def _keep(change: "Change", body: Body, relation: str, paper: Chain) -> None:
    values = {
        "name": body.name, "relation": relation, "division": body.scope, "state": ACTIVE, **_said(body),
        "certificate": text_of(paper),
    }  # fmt: skip
    if rows(change.office, "uid = ?", body.deployment):
        put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, body.deployment), **values)
    else:
        add(change, DEPLOYMENTS, body.deployment, **values)


def _below(office: "Office", own: Row, body: Body) -> None:
    """Refuse a place that does not lie below this deployment's, or that another deployment writes."""
    if body.scope == own["division"] or not contains(own["division"], body.scope):
        raise NotAllowed(
            T(f"{office.place_name(body.scope)}不在本级之下。", f"{office.place_name(body.scope)} does not lie below this one."),
            T("用 --scope 指定本级以下的区划。", "Name a place below with --scope."),
        )  # fmt: skip
    for other in rows(office, "relation = ? AND state = ? AND uid <> ?", BELOW, ACTIVE, body.deployment):
        if contains(other["division"], body.scope) or contains(body.scope, other["division"]):
            raise Conflict(
                T(f"{office.place_name(body.scope)}已由{other['name']}（{other['uid']}）填报。",
                  f"{other['name']} ({other['uid']}) writes at {office.place_name(body.scope)} already."),
                T("先用 gongkai deployment revoke 吊销。", "Revoke it first with gongkai deployment revoke."),
            )  # fmt: skip
    for known in rows(office, "uid = ? OR public_key = ?", body.deployment, body.key):
        if known["state"] == REVOKED and known["public_key"] == body.key:
            raise NotAllowed(
                T(f"{body.name}的这个密钥已吊销。", f"This key of {body.name} was revoked."),
                T(
                    "请对方用 gongkai deployment request --new-key 换密钥后重新申请。",
                    "Have them ask anew with gongkai deployment request --new-key.",
                ),
            )
    if rows(office, "uid = ? AND relation <> ?", body.deployment, BELOW):
        raise BadInput(
            T(f"{body.name}是本级的上级。", f"{body.name} is above this deployment."),
            T("检查申请文件是否拿错。", "Check that this is the right request."),
        )
