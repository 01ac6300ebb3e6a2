"""Signing keys. The private one lies in the office's folder for its owner alone, and in no backup."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import write_failed

KEYS = Path(".gongkai") / "keys"
DEFAULT = "ed25519"


@dataclass(frozen=True)
class Algorithm:
    """A way to sign: all bytes raw, ``verify`` says whether the signature is right."""

    generate: Callable[[], bytes]
    public: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]


def _ed25519() -> Algorithm:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    def verify(key: bytes, signature: bytes, data: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True

    return Algorithm(
        generate=lambda: Ed25519PrivateKey.generate().private_bytes_raw(),
        public=lambda key: Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw(),
        sign=lambda key, data: Ed25519PrivateKey.from_private_bytes(key).sign(data),
        verify=verify,
    )


ALGORITHMS: dict[str, Callable[[], Algorithm]] = {DEFAULT: _ed25519}
"""Names as they stand in certificates; another way to sign is put in here."""


def algorithm(name: str) -> Algorithm:
    """A way to sign by its name.

    Raises:
        BadInput: this gongkai does not know it.
    """
    if name not in ALGORITHMS:
        raise BadInput(
            T(f"不支持签名算法 {name}。", f"The signature algorithm {name} is not known."),
            T("升级 gongkai 后再试。", "Upgrade gongkai and try again."),
        )
    return ALGORITHMS[name]()


def private_key(folder: Path, *, make: bool = False, fresh: bool = False) -> bytes:
    """The office's private key.

    Args:
        make: make one where there is none.
        fresh: make one in any case; the old one is gone.

    Raises:
        NotAllowed: others than its owner may read the file.
        BadInput: there is none, or it is damaged.
    """
    path = folder / KEYS / f"{DEFAULT}.key"
    try:
        if fresh:
            path.unlink(missing_ok=True)
        if (make or fresh) and not path.exists():
            _write(path, algorithm(DEFAULT).generate())
        mode = path.stat().st_mode
        text = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(
            T("本级还没有密钥（备份里不含密钥）。", "This deployment has no key (a backup holds none)."),
            T("用 gongkai deployment request 生成，再请上级登记。",
              "Make one with gongkai deployment request, and have it enrolled above."),
        ) from None  # fmt: skip
    except OSError as error:
        raise write_failed(error, path) from error
    if os.name == "posix" and mode & 0o077:
        raise NotAllowed(
            T(f"密钥文件 {path} 可被其他用户读取，不能使用。", f"The key file {path} can be read by others and is not used."),
            T(f"运行 chmod 600 {path}；若可能已泄露，请上级吊销后重新登记。",
              f"Run chmod 600 {path}; if it may have leaked, have it revoked and enrol again."),
        )  # fmt: skip
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
        algorithm(DEFAULT).public(key)
    except ValueError:
        raise BadInput(
            T(f"密钥文件 {path} 已损坏。", f"The key file {path} is damaged."),
            T("移走它，重新申请登记。", "Move it away and ask to be enrolled again."),
        ) from None
    return key


def _write(path: Path, key: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def fingerprint(key_hex: str) -> str:
    """A public key in short, to be compared by telephone: four groups of four."""
    text = sha256(bytes.fromhex(key_hex)).hexdigest()[:16]
    return " ".join(text[at : at + 4] for at in range(0, 16, 4))
