"""The registers of publications: the documents, where they hang, their files."""

from gongkai.core import waiting
from gongkai.core.i18n import T
from gongkai.core.resource import Filter, Resource
from gongkai.plugins.catalog import versions
from gongkai.plugins.catalog.publications import flow, questions
from gongkai.plugins.catalog.publications.models import Attachment, Posting, Publication

PUBLICATIONS = Resource(
    Publication,
    key="publication",
    travels="up",
    name=T("公开信息", "Publication"),
    columns=("unit", "title", "stage", "waits", "whom", "index_no", "doc_no", "published_on", "due", "on_time", "channels", "link"),
    title="title",
    natural=("entry", "published_on"),
    filters=(
        Filter("for_me", T("待我办理", "Waiting for me"), questions.for_me, "",
               T("待我审查、签发、公开的，和退回给我修改的。", "What I can review, sign or publish, and what was sent back to me.")),
        Filter("draft", T("草稿", "Drafts"), questions.in_stage("draft")),
        Filter("second", T("公开机构研究", "With the disclosure office"), questions.in_stage("second")),
        Filter("review", T("待审查", "To review"), questions.in_stage("review")),
        Filter("sign", T("待签发", "To sign"), questions.in_stage("sign")),
        Filter("ready", T("待公开", "To publish"), questions.in_stage("ready")),
        Filter("returned", T("退回我修改", "Sent back to me"), questions.returned),
        Filter("mine", T("本人起草", "Drafted by me"), questions.mine),
        Filter("published", T("现行公开", "Public now"), questions.in_stage("published")),
        Filter("this_year", T("今年公开", "Published this year"), questions.this_year),
        Filter("late", T("逾期公开", "Published late"), questions.late, "late"),
        Filter("lapsed", T("已失效仍在公开", "Lapsed but public"), questions.lapsed, "late",
               T("失效日期已过，还没有撤下。", "Its last day is over, but it was not taken down.")),
        Filter("hanging", T("已终止未撤下", "Ended but still posted"), questions.hanging, "late",
               T("已失效、撤下或更新，但有的渠道还没有撤下。", "Ended, but some channel still shows it.")),
        Filter("unchecked", T("未经审查或签发", "Without review or signature"), questions.unchecked, "late",
               T("补录的公开信息，缺保密审查或签发。", "Entered afterwards, without secrecy review or signature.")),
        Filter("deferred", T("暂不公开", "Deferred"), questions.in_stage("deferred")),
        Filter("filed", T("下级报来备案", "Filed by units below"), questions.filed, "soon",
               T("下级暂不公开、报本机关备案，还没有登记的。", "Deferred by units below, filed with this organ, not noted yet.")),
        Filter("withheld", T("不予公开", "Not public"), questions.in_stage("withheld")),
        Filter("unnamed", T("理由不在本地规则之列", "On a ground not named here"), questions.unnamed, "late",
               T("不予公开的理由是本地规则没有列举的，应复核。", "To be looked at again: the local rules do not name the ground.")),
        Filter("reassess", T("应再次评估", "To be reassessed"), questions.reassess, "late",
               T("暂不公开、不予公开的，评估日期已到。", "Held back, and the day to judge it again has come.")),
    ),
    computed=waiting.COLUMNS,
    workflow="publication",
    tone=questions.tone,
    prepare=flow.prepare,
    after=flow.after,
    before=versions.replaced,
    help=T("公开信息从起草、审查、签发到公开、更新、撤下的全过程。", "Each piece of information, from draft to end."),
    empty=T("还没有公开信息。在目录条目上按 a 选“起草”。", "Nothing yet. Press a on a catalogue entry and choose Draft."),
)  # fmt: skip
POSTINGS = Resource(
    Posting,
    key="posting",
    travels="up",
    part_of="publication",
    name=T("公开位置", "Posting"),
    columns=("unit", "publication", "channel", "place", "posted_on", "removed_on", "proof"),
    title="place",
    natural=("publication", "channel"),
    filters=(
        Filter("up", T("仍在公开", "Still up"), lambda office: Posting.removed_on.is_null()),
        Filter("unproved", T("没有凭证", "Without proof"), lambda office: Posting.proof_hash.is_null()),
    ),
    verb="publish",
    help=T("公开信息在哪里公开、何时撤下、凭证是什么。", "Where a publication hangs, from when to when, and the proof of it."),
    empty=T("还没有公开位置。公开时自动生成。", "No posting yet. Publishing makes one for each channel."),
)  # fmt: skip
ATTACHMENTS = Resource(
    Attachment,
    key="attachment",
    travels="up",
    part_of="publication",
    name=T("附件", "Attachment"),
    columns=("unit", "publication", "name", "size", "sha256"),
    title="name",
    natural=("publication", "name"),
    vet=flow.vet_attachment,
    help=T("公开信息的附件，按内容校验值保存。", "Files of publications, kept by the hash of their content."),
    empty=T("还没有附件。用 gongkai publication attach 加入。", "No file yet. Add one with gongkai publication attach."),
)  # fmt: skip
