"""Files of publications and proofs of postings; see ``gongkai.core.files`` for how they are kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core import files
from gongkai.core.access import require_row
from gongkai.core.errors import BadInput
from gongkai.core.files import keep
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office


def attach(office: "Office", publication: Any, path: Path, name: str = "") -> Any:
    """Add a file to a publication that is still being drafted, and give the attachment.

    Raises:
        BadInput: it cannot be read, its name is taken, or the publication may not be changed any more.
        NotAllowed: the account may not edit there; nothing is copied.
    """
    register = office.register("publication")
    flow = office.workflow(register.resource)
    if not flow.may_edit(publication.stage):
        stage = flow.stage_of(publication.stage).name
        raise BadInput(
            T(f"“{stage.zh}”阶段不能加附件。", f"No file can be added in stage “{stage.en}”."),
            T("先退回，或用 revise 起草新的一版。", "Send it back first, or begin a new version with revise."),
        )
    require_row(
        office, office.resource("attachment"), register.resource.verb, publication.__data__
    )  # before it is copied
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
    resource = office.resource("posting")
    require_row(office, resource, resource.verb, posting.__data__)
    sha256, _ = keep(office, path)
    with office.change(str(T("公开凭证", "proof of publication"))) as change:
        change.update(posting, proof=clean_line(path.name))
        change.put_row(resource, change.current(resource, posting.uid), {"proof_hash": sha256}, "update")
    return office.register("posting").get(posting.uid)


def damaged(office: "Office") -> list[tuple[str, str]]:
    """Kept files that are missing or whose content is not what their hash says: (name, hash)."""
    kept = office.rows(
        "SELECT min(name), sha256 FROM {attachment} WHERE sha256 IS NOT NULL GROUP BY sha256"
        " UNION SELECT min(proof), proof_hash FROM {posting} WHERE proof_hash IS NOT NULL GROUP BY proof_hash"
    )
    return files.damaged(office, ((name, sha256) for name, sha256 in kept))
