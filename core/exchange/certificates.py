"""Signed papers of enrolment: the request of a deployment, and the certificate that its superior gives it.

A paper is one canonical JSON text; a file that says the same in other bytes is refused, so no byte can be changed. A
certificate comes with those of its issuers, up to the root that signed itself. None may reach further than the one
above it: in place, in verbs, or in time.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from gongkai.core.codes import contains
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.exchange.keys import algorithm
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import replacing
from gongkai.core.text import clean_line, is_clean

LARGEST = 1 << 18  # a chain of five certificates takes some 3 kB
LONGEST = 8  # certificates in a chain
_encode = msgspec.json.Encoder(order="deterministic").encode
S = TypeVar("S", bound=msgspec.Struct)


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a deployment says of itself when it asks to be enrolled; ``box``: the key with which to encrypt for it."""

    deployment: str
    name: str
    scope: int
    algorithm: str
    key: str
    made: str
    box: str = ""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a certificate says: whose key it is, and what, where and how long its owner may write.

    ``box`` is the key with which to encrypt for it.
    """

    deployment: str
    name: str
    scope: int
    verbs: tuple[str, ...]
    since: date
    until: date
    algorithm: str
    key: str
    issuer: str
    issued: str
    box: str = ""


class SignedRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="paper", tag="request"):
    """A request, signed with the key that it names."""

    body: Request
    signature: str


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A certificate, signed by its issuer."""

    body: Body
    signature: str


class Chain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="paper", tag="certificate"):
    """A certificate and those above it, the root last."""

    chain: tuple[Certificate, ...]


def signing_bytes(kind: str, said: object) -> bytes:
    """What is signed: the kind of the paper goes before it, so that a signature serves for nothing else."""
    return b"gongkai " + kind.encode() + b" 1\n" + _encode(said)


def sign(name: str, key: bytes, kind: str, said: object) -> str:
    """The signature of a paper in hexadecimal digits."""
    return algorithm(name).sign(key, signing_bytes(kind, said)).hex()


def signed_by(name: str, key_hex: str, kind: str, said: object, signature: str) -> bool:
    """Whether a paper was signed with this key."""
    try:
        return algorithm(name).verify(bytes.fromhex(key_hex), bytes.fromhex(signature), signing_bytes(kind, said))
    except ValueError:
        return False


def write_paper(path: Path, paper: msgspec.Struct) -> None:
    """Write a paper into a file, whole or not at all."""
    with replacing(path) as stream:
        stream.write(_encode(paper))


def text_of(paper: msgspec.Struct) -> str:
    """A paper as it is kept in the store."""
    return _encode(paper).decode()


def read_paper(path: Path, kind: type[S]) -> S:
    """A paper from a file.

    Raises:
        BadInput: it cannot be read, or is none of this kind.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            T(f"读不了 {clean_line(str(path))}。", f"{clean_line(str(path))} cannot be read."),
            T("检查路径和权限。", "Check the path and its permissions."),
        ) from error
    return parse_paper(data, kind, clean_line(str(path)))


def parse_paper(data: bytes, kind: type[S], where: str) -> S:
    """A paper from its text; see ``read_paper``."""
    try:
        found = msgspec.json.decode(data, type=kind)
        sound = len(data) <= LARGEST and _encode(found) == data and all_clean(found)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        sound = False
    if not sound:
        what = T("登记申请", "request") if kind is SignedRequest else T("证书", "certificate")
        raise BadInput(
            T(f"{where} 不是完好的{what.zh}。", f"{where} is no sound {what.en}."),
            T("请对方重新生成并传送。", "Have it made and sent again."),
        )
    return found


def all_clean(said: object) -> bool:
    """Whether every text of a paper is one that a screen may show, also those that JSON writes with escapes."""
    if isinstance(said, str):
        return is_clean(said)
    if isinstance(said, Mapping):
        return all(map(all_clean, said)) and all(map(all_clean, said.values()))
    if isinstance(said, msgspec.Struct):
        return all_clean(msgspec.to_builtins(said))
    return all(map(all_clean, said)) if isinstance(said, list | tuple) else True


def check_request(paper: SignedRequest) -> Request:
    """What a request says, once its signature holds.

    Raises:
        BadInput: it was changed.
    """
    body = paper.body
    if not signed_by(body.algorithm, body.key, "request", body, paper.signature):
        raise _changed()
    return body


def check_chain(paper: Chain, today: date) -> Body:
    """What the first certificate of a chain says, once every one holds.

    Raises:
        BadInput: a signature is wrong, or the chain is not closed.
        NotAllowed: one has expired, is not yet in force, or reaches further than the one above it.
    """
    chain = paper.chain
    if not 1 <= len(chain) <= LONGEST:
        raise _changed()
    for at, certificate in enumerate(chain):
        body = certificate.body
        above = chain[min(at + 1, len(chain) - 1)].body
        if body.issuer != above.deployment:
            raise _changed()
        if not signed_by(above.algorithm, above.key, "certificate", body, certificate.signature):
            raise _changed()
        within(body, above)
        if not body.since <= today <= body.until:
            raise NotAllowed(
                T(f"{body.name}的证书有效期为 {body.since} 至 {body.until}。",
                  f"The certificate of {body.name} holds from {body.since} to {body.until}."),
                T("请上级换发证书；并检查本机日期。", "Have it issued anew; check this machine's date, too."),
            )  # fmt: skip
    return chain[0].body


def within(body: Body, above: Body) -> None:
    """Refuse a certificate that reaches further than its issuer's.

    Raises:
        NotAllowed: says in what.
    """
    said: list[T] = []
    if not contains(above.scope, body.scope):
        said.append(T("区划", "place"))
    if more := sorted(set(body.verbs) - set(above.verbs)):
        said.append(T(f"权限（{'、'.join(more)}）", f"verbs ({', '.join(more)})"))
    if body.until > above.until or body.since < above.since:
        said.append(T(f"期限（{above.since} 至 {above.until}）", f"time ({above.since} to {above.until})"))
    if said:
        raise NotAllowed(
            T(f"{body.name}的证书超出签发者的{'、'.join(s.zh for s in said)}。",
              f"The certificate of {body.name} exceeds its issuer's {', '.join(s.en for s in said)}."),
            T("缩小范围后重新登记。", "Narrow it and enrol again."),
        )  # fmt: skip


def _changed() -> BadInput:
    return BadInput(
        T("签名不符：内容被改动，或不是由所称的部署签发。", "The signature is wrong: it was changed, or another deployment signed it."),
        T("请对方重新生成并传送。", "Have it made and sent again."),
    )  # fmt: skip


def issue(body: Body, key: bytes, above: Sequence[Certificate]) -> Chain:
    """A certificate signed with its issuer's key, with the issuer's own chain behind it."""
    issuer = above[0].body.algorithm if above else body.algorithm
    made = Certificate(body, sign(issuer, key, "certificate", body))
    return Chain((made, *above))
