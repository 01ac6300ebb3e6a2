"""Encryption of a whole bundle for the deployment that it is meant for.

``GKX1``, the length of the header, the header as JSON (algorithm, receiver, a key that is used once), then the bundle,
encrypted and authenticated together with the header. The key to encrypt with follows from a deployment's signing key and
stands in its certificate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.exchange.certificates import all_clean
from gongkai.core.exchange.container import damaged
from gongkai.core.exchange.identity import rows
from gongkai.core.exchange.keys import private_key
from gongkai.core.exchange.models import SELF
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

SEALED = b"GKX1"
LARGEST_HEADER = 4096
DEFAULT = "x25519-chacha20poly1305"
_PURPOSE = b"gongkai box 1"
_encode = msgspec.json.Encoder(order="deterministic").encode


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a bundle is encrypted, and whom for."""

    algorithm: str
    receiver: str
    once: str


@dataclass(frozen=True)
class Box:
    """A way to encrypt: all bytes raw.

    Attributes:
        public: the key to encrypt with, of a signing key.
        encrypt: given the receiver's key, makes a key that is used once, and what encrypts under a header.
        decrypt: signing key, the key that was used once, header, what was encrypted; None when it does not hold.
    """

    public: Callable[[bytes], bytes]
    encrypt: Callable[[bytes], tuple[bytes, Callable[[bytes, bytes], bytes]]]
    decrypt: Callable[[bytes, bytes, bytes, bytes], bytes | None]


def _x25519() -> Box:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def derived(secret: bytes, info: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=info).derive(secret)

    def own(key: bytes) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(derived(key, _PURPOSE))

    def public(key: bytes) -> bytes:
        return own(key).public_key().public_bytes_raw()

    def cipher(private: X25519PrivateKey, other: bytes, once: bytes, receiver: bytes) -> ChaCha20Poly1305:
        shared = private.exchange(X25519PublicKey.from_public_bytes(other))
        return ChaCha20Poly1305(derived(shared, _PURPOSE + once + receiver))

    def encrypt(receiver: bytes) -> tuple[bytes, Callable[[bytes, bytes], bytes]]:
        private = X25519PrivateKey.generate()
        once = private.public_key().public_bytes_raw()
        made = cipher(private, receiver, once, receiver)  # the key is used once, so the nonce may be what it is
        return once, lambda header, data: made.encrypt(bytes(12), data, header)

    def decrypt(key: bytes, once: bytes, header: bytes, data: bytes) -> bytes | None:
        try:
            return cipher(own(key), once, once, public(key)).decrypt(bytes(12), data, header)
        except (InvalidTag, ValueError):
            return None

    return Box(public, encrypt, decrypt)


BOXES: dict[str, Callable[[], Box]] = {DEFAULT: _x25519}
"""Names as they stand in headers; another way to encrypt is put in here."""


def box_key(key: bytes) -> str:
    """The key to encrypt with for whoever signs with a key, in hexadecimal digits."""
    return BOXES[DEFAULT]().public(key).hex()


def encrypt(data: bytes, receiver: str, box: str, name: str) -> bytes:
    """A bundle encrypted for a deployment.

    Raises:
        BadInput: its certificate names no key to encrypt with.
    """
    if not box:
        raise BadInput(
            T(f"{name}的证书没有加密公钥。", f"The certificate of {name} names no key to encrypt with."),
            T("重新登记后再加密，或不加密发送。", "Enrol it anew first, or send without encryption."),
        )
    once, work = BOXES[DEFAULT]().encrypt(bytes.fromhex(box))
    header = _encode(Header(DEFAULT, receiver, once.hex()))
    start = SEALED + len(header).to_bytes(4) + header
    return start + work(start, data)


def unseal(office: "Office", data: bytes) -> bytes:
    """The bundle in an encrypted file.

    Raises:
        BadInput: it is damaged, or encrypted for another deployment or an older key.
    """
    length = int.from_bytes(data[4:8])
    raw = data[8 : 8 + length]
    try:
        header = msgspec.json.decode(raw, type=Header)
        sound = length <= LARGEST_HEADER and _encode(header) == raw and all_clean(header)
        once = bytes.fromhex(header.once)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        sound = False
    if not sound or header.algorithm not in BOXES:
        raise damaged(T("加密信息读不懂", "how it is encrypted cannot be read"))
    own = rows(office, "relation = ?", SELF)
    if not own or header.receiver != own[0]["uid"]:
        raise BadInput(
            T("这个数据包不是发给本级的。", "This bundle is not meant for this deployment."),
            T("检查文件是否拿错。", "Check that it is the right file."),
        )
    found = BOXES[header.algorithm]().decrypt(private_key(office.folder), once, data[: 8 + length], data[8 + length :])
    if found is None:
        raise damaged(T("解不了密", "it cannot be decrypted"))
    return found
