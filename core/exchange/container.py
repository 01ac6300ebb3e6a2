"""The file of a bundle: a signed head that says what is inside, one packed stream of changes, and the files they name.

``GKB1``, four bytes with the length of the head, the head as canonical JSON, then the changes as JSON lines packed by
zlib, then the files one after the other. The head holds size and sha256 of each of them, so every byte of the file is
either signed, digested or the mark; there are no names and no paths in it, and nothing is unpacked beyond the size that
was signed.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.exchange.certificates import Certificate, all_clean, sign, signed_by
from gongkai.core.i18n import T
from gongkai.core.text import clean, clean_line, is_clean

MARK = b"GKB1"
LARGEST_HEAD = 1 << 20
LARGEST = 1 << 30  # bytes of changes when unpacked
RATIO = 1000  # zlib cannot pack more than that
_encode = msgspec.json.Encoder(order="deterministic").encode
Said = tuple[str, str, str, str]
"""One change as it was made: moment, account, action, reason."""


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What its sender has of the other side's stream: everything up to a number, and what of it was not taken.

    Attributes:
        aside: (number of the bundle, register, uid, reason, state) of records that were set aside.
    """

    store_id: str
    epoch: int
    number: int
    aside: tuple[tuple[int, str, str, str, str], ...] = ()


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a bundle says of itself.

    Attributes:
        store_id, epoch, number, previous: its place in the stream, and the digest of the head before it.
        complete: whether it holds every record of its registers, so that what it lacks is gone.
        first, last: links of the sender's ledger, the first not included.
        counts: records in the bundle by register, deleted ones too.
        sets: for each register how many records the sender has now, and the digest of all of them.
        size, packed, digest: of the changes: bytes unpacked, packed, and the sha256 of the packed ones.
        chain: the sender's certificate and those above it.
        files: sha256 and size of each file that records name and that was not sent before.
        rules: the sender's own rule files, from above to below: name and text (bundles that go down).
        editions: digests of the rules and the register of divisions that the sender works with.
        revoked: keys that are not valid any more (bundles that go down).
        receipt: what the sender has of the receiver's stream.
    """

    sender: str
    receiver: str
    store_id: str
    epoch: int
    number: int
    previous: str
    complete: bool
    first: int
    last: int
    made: str
    counts: dict[str, int]
    sets: dict[str, tuple[int, str]]
    size: int
    packed: int
    digest: str
    chain: tuple[Certificate, ...]
    files: tuple[tuple[str, int], ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    editions: dict[str, str] = {}
    revoked: tuple[str, ...] = ()
    receipt: Receipt | None = None


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A manifest with the signature over it."""

    manifest: Manifest
    signature: str


class Change(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, omit_defaults=True):
    """A record as it is now at the sender (None: deleted), and what was done to it since the bundle before.

    Attributes:
        base: where both sides write: the columns that the sender changed, with the values that the receiver knows;
            None where the record is told as a whole.
    """

    register: str
    uid: str
    row: dict[str, str | int | None] | None
    said: tuple[Said, ...] = ()
    base: dict[str, str | int | None] | None = None


def pack(changes: Iterable[Change]) -> tuple[int, bytes]:
    """Size and packed bytes of changes."""
    text = b"".join(_encode(one) + b"\n" for one in changes)
    return len(text), zlib.compress(text, 9)


def seal(manifest: Manifest, packed: bytes, key: bytes, files: Sequence[bytes] = ()) -> bytes:
    """The whole file."""
    leaf = manifest.chain[0].body
    head = _encode(Head(manifest, sign(leaf.algorithm, key, "bundle", manifest)))
    return b"".join([MARK, len(head).to_bytes(4), head, packed, *files])


def head_digest(data: bytes) -> str:
    """What names a bundle: the sha256 of its head."""
    return sha256(data[8 : 8 + int.from_bytes(data[4:8])]).hexdigest()


def read_file(path: Path) -> bytes:
    """A bundle's bytes.

    Raises:
        BadInput: it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise damaged(T("太大", "too large"))
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            T(f"读不了 {clean_line(str(path))}。", f"{clean_line(str(path))} cannot be read."),
            T("检查路径和权限。", "Check the path and its permissions."),
        ) from error


def open_bundle(data: bytes) -> tuple[Manifest, bytes]:
    """The manifest and what follows it, once form, signature and digests hold. Whose key it is, others must judge.

    Raises:
        BadInput: any byte is not as it was sealed.
    """
    length = int.from_bytes(data[4:8])
    raw, body = data[8 : 8 + length], data[8 + length :]
    if not data.startswith(MARK) or length > LARGEST_HEAD or len(raw) != length:
        raise damaged(T("不是数据包", "no bundle"))
    try:
        head = msgspec.json.decode(raw, type=Head)
        sound = _encode(head) == raw and _said_cleanly(head) and bool(head.manifest.chain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        sound = False
    if not sound:
        raise damaged(T("包头不完整", "its head is not whole"))
    manifest = head.manifest
    leaf = manifest.chain[0].body
    if leaf.deployment != manifest.sender or not signed_by(
        leaf.algorithm, leaf.key, "bundle", manifest, head.signature
    ):  # fmt: skip
        raise damaged(T("签名不符", "its signature is wrong"))
    told = [(manifest.packed, manifest.digest), *((size, digest) for digest, size in manifest.files)]
    parts = _parts(body, [size for size, _ in told])
    if not parts or any(sha256(part).hexdigest() != digest for part, (_, digest) in zip(parts, told, strict=True)):
        raise damaged(T("内容与摘要不符", "its content is not what was signed"))
    if not 0 <= manifest.size <= min(LARGEST, RATIO * max(manifest.packed, 1) + RATIO):
        raise damaged(T("解包后过大", "it is too large when unpacked"))
    return manifest, body


def _said_cleanly(head: Head) -> bool:
    """No sign in it that a screen obeys; the texts of rule files alone have lines."""
    rules = head.manifest.rules
    rest = msgspec.structs.replace(head.manifest, rules=())
    return all_clean(rest) and all(is_clean(name) and clean(text) == text for name, text in rules)


def _parts(body: bytes, sizes: Sequence[int]) -> list[memoryview]:
    """The body cut into pieces of these sizes; none when they are not what it has."""
    found, at, view = [], 0, memoryview(body)
    for size in sizes:
        if size < 0:
            return []
        found.append(view[at : at + size])
        at += size
    return found if at == len(body) else []


def files_of(manifest: Manifest, body: bytes) -> dict[str, memoryview]:
    """The files of a bundle that was opened, by their sha256."""
    parts = _parts(body, [manifest.packed, *(size for _, size in manifest.files)])[1:]
    return {digest: part for (digest, _), part in zip(manifest.files, parts, strict=True)}


def unpack(manifest: Manifest, body: bytes) -> Iterator[Change]:
    """The changes, one by one.

    Raises:
        BadInput: they are not what the manifest says.
    """
    opened = zlib.decompressobj()
    try:
        text = opened.decompress(memoryview(body)[: manifest.packed], manifest.size + 1)
    except zlib.error:
        raise damaged(T("解不开", "it cannot be unpacked")) from None
    if len(text) != manifest.size or not opened.eof or opened.unused_data:
        raise damaged(T("大小不符", "its size is not what was signed"))
    found: dict[str, int] = {}
    decoder = msgspec.json.Decoder(Change)
    for line in text.splitlines():
        try:
            one = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError):
            raise damaged(T("记录读不懂", "a record cannot be read")) from None
        found[one.register] = found.get(one.register, 0) + 1
        yield one
    if found != manifest.counts:
        raise damaged(T("记录数不符", "the number of records is not what was signed"))


def damaged(why: T) -> BadInput:
    """A bundle that is not as it was sealed."""
    return BadInput(
        T(f"数据包已损坏或被改动（{why.zh}），未作任何修改。", f"The bundle is damaged or was changed ({why.en}); nothing was written."),
        T("请对方用 gongkai bundle resend 重发。", "Have it sent again with gongkai bundle resend."),
    )  # fmt: skip
