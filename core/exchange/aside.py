"""Records that were set aside: taken after all (as they are, or mended), or rejected with a reason that the sender gets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.errors import BadInput
from gongkai.core.exchange.certificates import Chain, parse_paper
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.identity import Row, put, rows
from gongkai.core.exchange.incoming import place_record
from gongkai.core.exchange.models import CONTESTED, QUARANTINE, REJECTED, RETURNED, TAKEN, WAITING
from gongkai.core.exchange.travelling import CAME, travelling
from gongkai.core.i18n import T
from gongkai.core.store.record import columns
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office


def waiting(office: "Office", words: tuple[str, ...] = ()) -> list[Row]:
    """Records that wait for a decision: those whose ids (of the quarantine, or of the record) begin so, or all.

    Raises:
        BadInput: a word fits none.
    """
    names = columns(QUARANTINE.model)
    found = [
        dict(zip(names, row, strict=True)) for row in office.store.sql(
            f"SELECT {', '.join(names)} FROM quarantine WHERE state = ? ORDER BY id", (WAITING,)
        )
    ]  # fmt: skip
    if not words:
        return found
    chosen: list[Row] = []
    for word in words:
        meant = [row for row in found if word and (row["uid"].startswith(word) or row["record"] == word)]
        if not meant:
            shown = clean_line(word)
            raise BadInput(
                T(f"没有待处理的隔离记录 {shown}。", f"Nothing that was set aside as {shown} waits."),
                T("用 gongkai quarantine list 查看。", "See gongkai quarantine list."),
            )
        chosen += meant
    return chosen


def mend(office: "Office", row: Row, values: Mapping[str, str]) -> None:
    """Take a record that was set aside after all; of a contested one, write the values that gave way.

    Args:
        values: fields that are given another value first.

    Raises:
        BadInput: it still cannot be taken; says why.
    """
    require(office, "administer", office.scope, whole=True)
    if row["kind"] == RETURNED:
        raise BadInput(
            T("这条记录是对方未采用的。", "This record was not taken on the other side."),
            T("在本级改正记录，下一个数据包会再送。", "Mend the record itself; the next bundle brings it again."),
        )
    content: Any = msgspec.json.decode(row["content"])
    if row["kind"] == CONTESTED:
        _write_back(office, row, content)
        return
    if not isinstance(content, dict):
        raise BadInput(
            T("这是一次删除，不能采用。", "It is a deletion, which cannot be taken."),
            T("用 gongkai bundle reject 退回。", "Reject it with gongkai bundle reject."),
        )
    upward = rows(office, "uid = ? AND relation = 'below'", row["deployment"]) != []
    resource = travelling(office, upward).get(row["register"])
    if resource is None:
        raise BadInput(
            T(f"本级没有登记册 {row['register']}。", f"There is no register {row['register']} here."),
            T("启用提供它的插件后再试。", "Enable the plugin that gives it, then try again."),
        )
    sender = rows(office, "uid = ?", row["deployment"])[0]
    with office.change(
        str(T("采用隔离的记录", "took a record that was set aside")), CAME + row["deployment"]
    ) as change:
        for name, text in values.items():
            meta = resource.meta(name)
            content[name] = change.stored(resource, name, meta, text)
        certificate = parse_paper(sender["certificate"].encode(), Chain, sender["name"]).chain[0].body
        why = place_record(
            change,
            resource,
            Sent(resource.key, content.get("uid") or row["record"], content),
            sender,
            certificate,
            upward,
        )
        if why is not None:
            raise BadInput(
                T(f"仍不能采用：{why.zh}", f"It still cannot be taken: {why.en}"),
                T("用 --set 字段=值 改正，或用 bundle reject 退回。", "Mend it with --set FIELD=VALUE, or reject it."),
            )
        put(change, QUARANTINE, change.current(QUARANTINE, row["uid"]), state=TAKEN)


def _write_back(office: "Office", row: Row, content: Mapping[str, Any]) -> None:
    """Write what gave way over what stands, as a change of one's own."""
    resource = office.resource(row["register"])
    record = office.register(resource.key).get(row["record"])
    fields = resource.model._meta.fields
    values = {
        name: fields[name].python_value(gave) for name, (_, _, gave) in content.items() if name in resource.editable
    }
    if not values:
        raise BadInput(
            T("有争议的不是可以填写的字段。", "What is contested is no field that a person fills."),
            T(
                "在记录上办理相应的操作，再用 bundle reject 了结。",
                "Take the action on the record, then settle it with bundle reject.",
            ),
        )
    with office.change(str(T("采用未采用的值", "the value that gave way"))) as change:
        change.update(record, **values)
        put(change, QUARANTINE, change.current(QUARANTINE, row["uid"]), state=TAKEN)


def reject(office: "Office", row: Row, reason: str) -> None:
    """Leave a record out for good; the sender reads the reason in the next receipt.

    Raises:
        BadInput: no reason is given.
    """
    require(office, "administer", office.scope, whole=True)
    said = clean_line(reason)
    if not said:
        raise BadInput(
            T("退回必须说明理由。", "Rejecting needs a reason."), T("用 --reason 写明。", "Give it with --reason.")
        )
    with office.change(said) as change:
        put(change, QUARANTINE, change.current(QUARANTINE, row["uid"]), state=REJECTED, told=said[:500])
