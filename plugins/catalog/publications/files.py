"""Files of publications, kept by the hash of their content in the office's folder ``attachments``."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import write_failed
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office

FOLDER = "attachments"
LARGEST = 200 * 2**20
PIECE = 2**20


def place_of(office: "Office", sha256: str) -> Path:
    """Where the content with a hash lies."""
    return office.folder / FOLDER / sha256[:2] / sha256


def read_hash(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, read piece by piece.

    Raises:
        BadInput: it cannot be read, is no file, or is larger than 200 MB.
    """
    shown = clean_line(str(path))
    sha, size = hashlib.sha256(), 0
    try:
        if not path.is_file():
            raise BadInput(T(f"没有文件 {shown}。", f"There is no file {shown}."), T("检查路径。", "Check the path."))
        with path.open("rb") as source:
            while piece := source.read(PIECE):
                sha.update(piece)
                size += len(piece)
                if size > LARGEST:
                    raise BadInput(
                        T(f"{shown} 超过 200 MB。", f"{shown} is larger than 200 MB."),
                        T("压缩或拆分后再加。", "Compress or split it."),
                    )
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput(
            T(f"读不了 {shown}：{why}。", f"{shown} cannot be read: {why}."), T("检查权限。", "Check its permissions.")
        ) from error
    return sha.hexdigest(), size


def keep(office: "Office", path: Path) -> tuple[str, int]:
    """Copy a file's content into the office and give its hash and size; what is there already is not copied again.

    Raises:
        BadInput, StoreError: it cannot be read, or the copy cannot be written.
    """
    sha256, size = read_hash(path)
    target = place_of(office, sha256)
    if target.is_file() and read_hash(target)[0] == sha256:
        return sha256, size
    beside = target.with_name(f".{sha256}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, beside.open("wb") as copy:
            while piece := source.read(PIECE):
                copy.write(piece)
        if read_hash(beside)[0] != sha256:
            raise BadInput(
                T(f"{clean_line(str(path))} 在复制时变了。", f"{clean_line(str(path))} changed while it was copied."),
                T("等写完再加。", "Add it again when it is finished."),
            )
        beside.replace(target)
    except OSError as error:
        raise write_failed(error, target) from error
    finally:
        beside.unlink(missing_ok=True)
    return sha256, size


def attach(office: "Office", publication: Any, path: Path, name: str = "") -> Any:
    """Add a file to a publication that is still being drafted, and give the attachment.

    Raises:
        BadInput: it cannot be read, its name is taken, or the publication may not be changed any more.
    """
    register = office.register("publication")
    flow = office.workflow(register.resource)
    if not flow.may_edit(publication.stage):
        stage = flow.stage_of(publication.stage).name
        raise BadInput(
            T(f"“{stage.zh}”阶段不能加附件。", f"No file can be added in stage “{stage.en}”."),
            T("先退回，或用 revise 起草新的一版。", "Send it back first, or begin a new version with revise."),
        )
    shown = clean_line(name or path.name)
    sha256, size = keep(office, path)
    with office.change(str(T(f"附件 {shown}", f"file {shown}"))) as change:
        if office.rows("SELECT 1 FROM {attachment} WHERE publication = ? AND name = ?", (publication.uid, shown)):
            raise BadInput(
                T(f"已有同名附件 {shown}。", f"There is a file named {shown} already."),
                T("换一个名字。", "Use another name."),
            )
        made = change.create("attachment", unit=publication.unit, publication=publication.uid, name=shown)
        resource = office.resource("attachment")
        change.put_row(resource, change.current(resource, made.uid), {"size": size, "sha256": sha256}, "update")
    return office.register("attachment").get(made.uid)


def prove(office: "Office", posting: Any, path: Path) -> Any:
    """Keep a screenshot or photograph as the proof of a posting, and give the posting.

    Raises:
        BadInput: it cannot be read.
    """
    sha256, _ = keep(office, path)
    resource = office.resource("posting")
    with office.change(str(T("公开凭证", "proof of publication"))) as change:
        change.update(posting, proof=clean_line(path.name))
        change.put_row(resource, change.current(resource, posting.uid), {"proof_hash": sha256}, "update")
    return office.register("posting").get(posting.uid)


def damaged(office: "Office") -> list[tuple[str, str]]:
    """Kept files that are missing or whose content is not what its hash says: (name, hash)."""
    found = []
    for name, sha256 in office.rows(
        "SELECT min(name), sha256 FROM {attachment} WHERE sha256 IS NOT NULL GROUP BY sha256"
        " UNION SELECT min(proof), proof_hash FROM {posting} WHERE proof_hash IS NOT NULL GROUP BY proof_hash"
    ):
        path = place_of(office, sha256)
        if not path.is_file() or read_hash(path)[0] != sha256:
            found.append((name, sha256))
    return found
