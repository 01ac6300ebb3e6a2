"""The door for zipped workbooks (xlsx, ods): checks the archive and hands on only what was checked.

An archive may claim one size and hold another, or hold a name twice, so that a check and a parser see two
different files. Therefore the needed parts are unpacked here under a limit, scanned, and packed again without
compression; the parser reads that copy and never the original.
"""

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.glance import glance, shared_bytes
from gongkai.core.tables.model import Limits
from gongkai.core.tables.scan import Extent, Refused, parse, scan_ods, scan_xlsx, shared_chars, xml_parser

if TYPE_CHECKING:
    import zipfile

# Parts of an xlsx file that cells never need; some (legacy drawings) are not even well-formed in good files.
_SKIPPED = (
    "customxml/", "docprops/", "xl/activex/", "xl/calcchain.xml", "xl/charts/", "xl/comments",
    "xl/connections", "xl/ctrlprops/", "xl/customdata/", "xl/diagrams/", "xl/drawings/", "xl/embeddings/",
    "xl/externallinks/", "xl/media/", "xl/metadata", "xl/model/", "xl/persons/", "xl/pivotcache/",
    "xl/pivottables/", "xl/printersettings/", "xl/querytables/", "xl/revisions/", "xl/richdata/",
    "xl/slicer", "xl/tables/", "xl/theme/", "xl/threadedcomments/", "xl/timeline",
    "xl/volatiledependencies", "xl/webextensions/", "xl/xmlmaps",
)  # fmt: skip
_ODS_PARTS = frozenset({"mimetype", "content.xml", "META-INF/manifest.xml"})

RESAVE = T("请用 WPS 或 Excel 打开后另存为 xlsx，再试。", "Open it in WPS or Excel, save it as xlsx, and try again.")
_REASONS = {
    "xml": T("内容已损坏", "its content is damaged"),
    "position": T("单元格位置超出表格范围", "a cell lies outside any sheet"),
    "doctype": T("含有文档类型或实体定义", "it declares a document type or entities"),
    "encoding": T("内部文件不是 UTF-8 编码", "a part is not in UTF-8"),
    "cells": T("展开后过大，常因远处留有多余内容", "it is too large once laid out, often by a stray cell far away"),
    "nested": T("表中含有子表", "a table holds another table"),
    "names": T("压缩包内有重名或无名文件", "two parts have the same name, or one has none"),
    "bomb": T("展开后的大小异常", "its size once unpacked is out of all proportion"),
}


def refused(file: str, reason: str) -> BadInput:
    """The error for a workbook that will not be parsed, with the reason in words."""
    return BadInput(
        T("无法读取 {file}：{why}。", "{file} cannot be read: {why}.").format(file=file, why=_REASONS[reason]),
        RESAVE,
    )


def protected(file: str) -> BadInput:
    """The error for a workbook that needs a password."""
    return BadInput(
        T("{file} 设有打开密码。", "{file} is protected by a password.").format(file=file),
        T("请先在 WPS 或 Excel 中取消密码再保存。", "Remove the password in WPS or Excel and save it."),
    )


@dataclass(slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    extent: Extent


@dataclass(slots=True)
class Package:
    """A checked workbook: its kind, its sheets in order, and the copy for the parser."""

    kind: str
    sheets: list[Listed]
    stream: io.BytesIO = field(repr=False)


def open_package(data: bytes, file: str, limits: Limits) -> Package:
    """Check a zipped workbook; raises BadInput for what is broken, protected, too large or no workbook."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _open(archive, len(data), file, limits)
    except Refused as reason:
        raise refused(file, str(reason)) from reason
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        OverflowError,
    ) as error:
        # RuntimeError and its kind NotImplementedError: a compression or an encryption that nobody uses here.
        raise BadInput(
            T("{file} 不完整或已损坏。", "{file} is truncated or damaged.").format(file=file),
            T(
                "请重新获取该文件；能打开时请另存为 xlsx。",
                "Get the file again; if it opens, save it anew as xlsx.",
            ),
        ) from error


def _open(archive: "zipfile.ZipFile", size: int, file: str, limits: Limits) -> Package:
    if not all(info.filename for info in archive.infolist()):
        raise Refused("names")  # a part without a name, of which zipfile cannot tell whether it is a folder
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in infos]
    if len({name.lower() for name in names}) != len(names):
        raise Refused("names")
    if any(info.flag_bits & 1 for info in infos):
        raise protected(file)
    total = sum(info.file_size for info in infos)
    # Tiny workbooks of blank rows may be odd; nothing below a megabyte can do harm.
    if total > limits.expanded or (total > size * limits.ratio and total > 1 << 20):
        raise Refused("bomb")
    if "content.xml" in names and "xl/workbook.xml" not in names:
        return _open_ods(archive, infos, file, limits)
    if "xl/workbook.xml" not in names:
        raise BadInput(
            T("{file} 不是 xlsx 或 ods 表格。", "{file} is no xlsx or ods workbook.").format(file=file),
            RESAVE,
        )
    kept = [
        info
        for info in infos
        if info.filename.lower().endswith((".xml", ".rels")) and not info.filename.lower().startswith(_SKIPPED)
    ]
    parts = {info.filename: _unpack(archive, info) for info in kept}
    extents = {name: glance(part, limits) or scan_xlsx(part, limits) for name, part in parts.items()}
    strings = next((name for name in parts if name.lower() == "xl/sharedstrings.xml"), None)
    if strings is not None:
        for name, extent in extents.items():
            # Multiplying first: only a sheet that could be too large is looked through a second time, or a third.
            if extent.shared * extents[strings].longest <= limits.chars:
                continue
            rough = shared_bytes(parts[name], parts[strings])
            suspect = rough is None or rough > limits.chars
            if suspect and shared_chars(parts[name], parts[strings]) > limits.chars:
                raise Refused("cells")
    sheets = [
        Listed(name, visible, extents.get(part, Extent()))
        for name, visible, part in _listed(parts["xl/workbook.xml"], parts.get("xl/_rels/workbook.xml.rels", b""))
    ]
    return Package("xlsx", sheets, _pack(parts))


def _open_ods(archive: "zipfile.ZipFile", infos: "list[zipfile.ZipInfo]", file: str, limits: Limits) -> Package:
    parts = {info.filename: _unpack(archive, info) for info in infos if info.filename in _ODS_PARTS}
    manifest = parts.get("META-INF/manifest.xml", b"")
    if b"encryption-data" in manifest:
        raise protected(file)
    if not parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise BadInput(T("{file} 不是表格文件。", "{file} is no spreadsheet.").format(file=file), RESAVE)
    # The parser wants a list of parts but reads only the encryption from it; some writers put the standard's
    # document type there.
    parts["META-INF/manifest.xml"] = b"<manifest:manifest></manifest:manifest>"
    tables = scan_ods(parts["content.xml"], limits)
    return Package("ods", [Listed(name, True, extent) for name, extent in tables.items()], _pack(parts))


def _unpack(archive: "zipfile.ZipFile", info: "zipfile.ZipInfo") -> bytes:
    # zipfile stops at the size that the directory states, and that was counted above.
    with archive.open(info) as part:
        return part.read(info.file_size)


def _pack(parts: dict[str, bytes]) -> io.BytesIO:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    stream.seek(0)
    return stream


def _listed(workbook: bytes, relations: bytes) -> list[tuple[str, bool, str]]:
    """Name, visibility and part of each sheet in the workbook's order."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, bool, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            ident = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            sheets.append((attributes.get("name", ""), visible, targets.get(ident, "")))

    for part, handler in ((relations, relation), (workbook, sheet)):
        if part:
            parser = xml_parser()
            parser.StartElementHandler = handler
            parse(parser, part)
    return sheets
