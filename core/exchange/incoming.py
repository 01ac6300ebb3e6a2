"""Receiving: who sent it, what is missing, what would change; then all of it in one transaction.

A record that cannot be taken is set aside with the reason, and the rest is applied. Receiving a bundle once more does
nothing; one that came too early waits, see ``inbox``.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.codes import contains
from gongkai.core.exchange import sets
from gongkai.core.exchange.arriving import apply_acts, compare_rules, draft_acts, new_acts, rules_in_place, take_revoked
from gongkai.core.exchange.certificates import Body
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.container import files_of, open_bundle, unpack
from gongkai.core.exchange.identity import Row, add, put
from gongkai.core.exchange.judging import Judge, places_in, shown
from gongkai.core.exchange.merging import GONE, Contest, changed_by_us, changed_here, deleted_here, merge
from gongkai.core.exchange.models import APPLIED, BUNDLES, CONTESTED, DEPLOYMENTS, IN, QUARANTINE, UNFIT, WAITING
from gongkai.core.exchange.receipts import take_receipt
from gongkai.core.exchange.streams import Outcome, Plan, early, verified
from gongkai.core.exchange.travelling import CAME, DOWN, merged, sent_columns, travelling, within
from gongkai.core.files import keep_bytes
from gongkai.core.i18n import T
from gongkai.core.ledger.received import rows_now, take_away, take_changed, take_new
from gongkai.core.registry.acts import ACTS
from gongkai.core.registry.models import UNITS
from gongkai.core.store.record import Record, columns, derived_uid, new_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

Told = dict[str, dict[str, Any]]
"""By register and uid: the sender's name, and what was done there, when, by whom and why."""


def look(office: "Office", data: bytes) -> Plan:
    """What receiving a bundle would do; writes nothing.

    Raises:
        BadInput: it is damaged, or meant for somebody else.
        NotAllowed: its sender is unknown or revoked, or its certificate does not hold.
        Conflict: it contradicts one that was applied.
    """
    require(office, "administer", office.scope, whole=True)
    plan, said, body = verified(office, data)
    if not plan.known and not plan.missing:
        _compare(office, plan, said, body)
    return plan


def receive(office: "Office", data: bytes) -> Plan:
    """Apply a bundle in one transaction; see ``look`` for what is refused.

    Raises:
        Conflict: another one must come first; see ``inbox.receive`` for keeping it until then.
    """
    require(office, "administer", office.scope, whole=True)
    manifest, _ = open_bundle(data)
    acts, notes = carry_out(office, data)
    words = str(T(f"接收数据包 {manifest.number} 号", f"received bundle {manifest.number}"))
    with ExitStack() as placed, office.change(words, CAME + manifest.sender) as change:
        plan, said, body = verified(office, data)  # inside the transaction: two receivers queue here
        if plan.known:
            return plan
        if plan.missing:
            raise early(plan)
        told = _compare(office, plan, said, body)
        for content in files_of(plan.manifest, body).values():
            keep_bytes(office, content)
        _write(change, plan, told)
        _enter(change, plan)
        _hold_against(change, plan)
        take_receipt(change, plan.manifest.sender, plan.manifest.receipt)
        if not plan.upward:
            take_revoked(change, plan.manifest)
            placed.enter_context(rules_in_place(office, plan))
    plan.acts, plan.notes = acts, [*notes, *plan.notes]
    return plan


def carry_out(office: "Office", data: bytes) -> tuple[list[Row], list[T]]:
    """Carry out the superior's acts that come with a bundle, before its records, which may lie where the acts put them.

    Each is a transaction of its own; one that is cut off between them finds the done ones done. Gives the acts, and what a
    person must be told.
    """
    plan, said, body = verified(office, data)
    if plan.known or plan.missing or plan.upward or ACTS.key not in plan.manifest.counts:
        return [], []
    sent = [one for one in unpack(plan.manifest, body) if one.register in (ACTS.key, UNITS.key)]
    judge = Judge(office, ACTS, said, False, said.scope, {}, {})  # an act may reach beyond this place
    plan.acts = new_acts(office, [one for one in sent if one.register == ACTS.key and judge(one, None) is None])
    if plan.acts:
        with office.change(str(T("上级的机构改革", "acts of the superior")), CAME + plan.manifest.sender) as change:
            draft_acts(change, plan)
        apply_acts(office, plan)
    judge = Judge(office, UNITS, said, False, office.scope, {}, {})
    units = [one for one in sent if one.register == UNITS.key and one.row and judge(one, None) is None]
    missing = {one.uid for one in units} - set(rows_now(office.store, UNITS, [one.uid for one in units]))
    if missing:
        with office.change(str(T("划入的单位", "units that came with an act")), CAME + plan.manifest.sender) as change:
            take_new(
                change, UNITS, [{**_blank(UNITS.model), **(one.row or {})} for one in units if one.uid in missing], {}
            )
    return plan.acts, plan.notes


def _write(change: "Change", plan: Plan, told: Told) -> None:
    """Everything that the bundle changes; what the store itself refuses is set aside too."""
    registers = travelling(change.office, plan.upward)
    for name, outcome in reversed(plan.outcomes.items()):
        take_away(change, registers[name], outcome.deleted, told[name])
    for name, outcome in plan.outcomes.items():
        resource = registers[name]
        unfit: dict[str, str] = take_changed(change, resource, outcome.changed, told[name])
        unfit |= take_new(change, resource, outcome.new, told[name])
        if unfit:
            names = sent_columns(resource, plan.upward)
            plan.refused += [
                (Sent(name, row["uid"], {n: row[n] for n in names if row[n] is not None}), T(unfit[row["uid"]], unfit[row["uid"]]))
                for row in [*outcome.new, *(new for _, new in outcome.changed)] if row["uid"] in unfit
            ]  # fmt: skip
            outcome.new = [row for row in outcome.new if row["uid"] not in unfit]
            outcome.changed = [pair for pair in outcome.changed if pair[1]["uid"] not in unfit]


def _enter(change: "Change", plan: Plan) -> None:
    """The bundle itself, what it left aside, and when its sender was last heard of."""
    manifest, bundle = plan.manifest, new_uid()
    deleted = sum(len(outcome.deleted) for outcome in plan.outcomes.values())
    add(
        change, BUNDLES, bundle, direction=IN, deployment=manifest.sender, store_id=manifest.store_id,
        epoch=manifest.epoch, number=manifest.number, digest=plan.digest, first_link=manifest.first,
        last_link=manifest.last, records=sum(manifest.counts.values()), deleted=deleted, set_aside=len(plan.refused),
        state=APPLIED, made=manifest.made,
    )  # fmt: skip
    aside: list[tuple[str, str, str, str, Any]] = [
        (UNFIT, shown(one.register), shown(one.uid), str(why), one.row) for one, why in plan.refused
    ]
    for contest in plan.contests:
        aside.append(
            (CONTESTED, contest.register, contest.uid, str(_contested(change.office, contest)), contest.fields)
        )
    for number, (kind, register, record, why, content) in enumerate(aside):
        add(
            change, QUARANTINE, derived_uid("quarantine", bundle, str(number)), deployment=manifest.sender, bundle=bundle,
            register=register, record=record, why=why, content=msgspec.json.encode(content).decode(), state=WAITING, kind=kind,
        )  # fmt: skip
    sender = change.current(DEPLOYMENTS, manifest.sender)
    put(
        change, DEPLOYMENTS, sender, store_id=manifest.store_id, epoch=manifest.epoch, last_contact=change.office.now
    )  # fmt: skip


def _contested(office: "Office", contest: Contest) -> T:
    """What a person reads of a contest: each field, what stands and what gave way."""
    resource = office.resource(contest.register)
    zh, en = [], []
    for name, (_, stands, gave) in contest.fields.items():
        label = resource.fields[name].label if name in resource.fields else T(name, name)
        if name == GONE:
            zh.append("一边删除，另一边修改")  # zh-data
            en.append("deleted on one side, changed on the other")
            continue
        zh.append(f"{label.zh}：采用“{_short(stands)}”，未采用“{_short(gave)}”")  # zh-data
        en.append(f"{label.en}: “{_short(stands)}” stands, “{_short(gave)}” gave way")
    return T("；".join(zh), "; ".join(en))  # zh-data


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _hold_against(change: "Change", plan: Plan) -> None:
    """Hold what is here now against the sender's complete sets, and keep the sums until the next bundle."""
    manifest, office = plan.manifest, change.office
    registers = [
        one for name, one in travelling(office, plan.upward).items() if name in manifest.sets and sets.compared(one)
    ]
    # sums here speak of what the sender's stream set up: the other direction of this deployment's own
    known = {} if manifest.complete else sets.kept(office, manifest.sender, registers, not plan.upward)
    fresh: dict[str, sets.Total] = {}
    for resource in registers:
        name, outcome, total = resource.key, plan.outcomes.get(resource.key), known.get(resource.key)
        if total is None:
            fresh[name] = total = sets.whole(office, resource, plan.scope, plan.upward)
        elif outcome is not None and (outcome.deleted or outcome.changed or outcome.new):
            fresh[name] = total
            for old in [*outcome.deleted, *(old for old, _ in outcome.changed)]:
                total.take(old)
            for row in [*outcome.new, *(new for _, new in outcome.changed)]:
                total.put(row)
        if total.said != manifest.sets[name]:
            plan.differs.append(name)
    sets.keep(change, manifest.sender, not plan.upward, fresh, change.seq)


def _compare(office: "Office", plan: Plan, said: Body, body: bytes) -> Told:
    """Fill in what would change; gives what was said of each record, by register and uid."""
    registers = travelling(office, plan.upward)
    found: dict[str, dict[str, Sent]] = {name: {} for name in registers}
    acts: list[Sent] = []
    for one in unpack(plan.manifest, body):
        if one.register == UNITS.key and not plan.upward:
            continue  # see ``carry_out``
        if one.register == ACTS.key and not plan.upward:
            acts.append(one)
        elif one.register not in registers:
            name = shown(one.register)
            plan.refused.append((one, T(f"本级没有登记册 {name}。", f"There is no register {name} here.")))
        elif one.uid in found[one.register]:
            plan.refused.append((one, T("同一记录出现两次。", "The record stands in it twice.")))
        else:
            found[one.register][one.uid] = one
    places, files = places_in(office, plan.scope), files_of(plan.manifest, body)
    told: Told = {}
    if not plan.upward:
        judge = Judge(office, ACTS, said, False, said.scope, places, files)
        plan.refused += [(one, why) for one in acts if (why := judge(one, None)) is not None]
        unfit = {one.uid for one, _ in plan.refused}
        plan.acts = new_acts(office, [one for one in acts if one.uid not in unfit])
        compare_rules(office, plan)
    for name, sent in found.items():
        resource, outcome = registers[name], Outcome()
        if not sent and not plan.manifest.complete:
            continue
        now = rows_now(office.store, resource, list(sent)) if sent else {}
        judge = Judge(office, resource, said, plan.upward, plan.scope, places, files)
        told[name] = {uid: [plan.sender["name"], *map(list, one.said)] for uid, one in sent.items() if one.said}
        for uid, one in sent.items():
            why = judge(one, now.get(uid))
            if why is not None:
                plan.refused.append((one, why))
            elif merged(resource):
                _merge(office, plan, outcome, resource, one, now.get(uid), places)
            else:
                _sort(office, outcome, resource, one, now.get(uid), places)
        if plan.manifest.complete and not merged(resource) and (sent or resource.travels != DOWN):
            where, params = within(resource, plan.scope, plan.upward)
            left = office.store.sql(f"SELECT uid FROM {resource.table} WHERE {where}", params)
            outcome.deleted += rows_now(office.store, resource, [uid for (uid,) in left if uid not in sent]).values()
        plan.outcomes[name] = outcome
    return told


@cache
def _blank(model: type[Record]) -> Row:
    """A row of which nothing was said yet; not to be changed."""
    return dict.fromkeys(columns(model)) | {"version": 1, "stage": ""}


def place_record(
    change: "Change", resource: "Resource", one: Sent, sender: Row, said: Body, upward: bool
) -> T | None:  # fmt: skip
    """Write one record that was set aside; says why it cannot be taken, if so."""
    office = change.office
    scope = said.scope if upward else office.scope
    places, now = places_in(office, scope), rows_now(office.store, resource, [one.uid])
    why = Judge(office, resource, said, upward, scope, places, {})(one, now.get(one.uid))
    if why is not None:
        return why
    outcome, old = Outcome(), now.get(one.uid)
    if merged(resource) and old is not None:
        mine = changed_by_us(office, resource, one.uid, sender["uid"])
        row, _ = merge(one, old, upward, mine, sent_columns(resource, upward))
        del row["id"]
        outcome.changed.append((old, row | {"version": old["version"] + 1}))
    else:
        _sort(office, outcome, resource, one, old, places)
    refused = take_changed(change, resource, outcome.changed, {}) | take_new(change, resource, outcome.new, {})
    if one.uid not in refused:
        total = sets.kept(office, sender["uid"], [resource], not upward).get(resource.key)
        if total is not None:
            total.take(old)
            total.put(next(iter([*outcome.new, *(new for _, new in outcome.changed)]), old))
            sets.keep(change, sender["uid"], not upward, {resource.key: total}, change.seq)
        return None
    return T(refused[one.uid], refused[one.uid])


def _row(office: "Office", resource: "Resource", one: Sent, old: Row | None, places: Mapping[str, int]) -> Row:
    """A record as it would stand here."""
    row = {**_blank(resource.model), **(one.row or {})}
    if resource.placed:
        row["scope"] = places[str(row["unit"])]
    elif contains(
        int(row["scope"] or 0), office.scope
    ):  # what holds for all of a superior's place holds here for this one
        row["scope"] = office.scope
    if old is not None and "sheet" in old:
        row["sheet"] = old["sheet"]
    return row


def _sort(
    office: "Office", outcome: Outcome, resource: "Resource", one: Sent, old: Row | None, places: Mapping[str, int]
) -> None:  # fmt: skip
    if one.row is None:
        if old is not None:
            outcome.deleted.append(old)
        return
    row = _row(office, resource, one, old, places)
    if old is None:
        outcome.new.append(row)
    elif all(old[name] == value for name, value in row.items()):
        outcome.same += 1
    else:
        outcome.changed.append((old, row))


def _merge(
    office: "Office", plan: Plan, outcome: Outcome, resource: "Resource", one: Sent, old: Row | None,
    places: Mapping[str, int],
) -> None:  # fmt: skip
    sender = plan.manifest.sender
    if one.row is None:
        if old is None:
            return
        if plan.upward and changed_here(office, resource, one.uid, sender):
            plan.contests.append(Contest(one.register, one.uid, {GONE: (None, None, None)}))
        else:
            outcome.deleted.append(old)
        return
    if old is None:
        if plan.upward and deleted_here(office, resource, one.uid, sender):
            plan.contests.append(Contest(one.register, one.uid, {GONE: (None, None, None)}))
        else:
            outcome.new.append(_row(office, resource, one, None, places))
        return
    mine = changed_by_us(office, resource, one.uid, sender) if one.base is None else {}
    row, contest = merge(one, old, plan.upward, mine, sent_columns(resource, plan.upward))
    if contest is not None:
        plan.contests.append(contest)
    if row == old:
        outcome.same += 1
        return
    del row["id"]
    if resource.placed:
        row["scope"] = places[str(row["unit"])]
    outcome.changed.append((old, row | {"version": old["version"] + 1}))
