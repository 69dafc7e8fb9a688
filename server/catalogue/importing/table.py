"""A catalogue as CSV: one row a copy, or one a title without copies; columns named in English or Chinese."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from config.isbn import normalise
from server.catalogue.importing.drafts import (
    Draft,
    DraftCopy,
    Flaw,
    Readable,
    Rejected,
    Unfit,
    Unreadable,
    clean,
)

MOST_LINES = 20  # of a row
ENCODINGS = ("utf-8", "gb18030", "utf-16")

COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("title", "题名", "书名", "正题名"),
    "author": ("author", "作者", "著者", "责任者"),
    "isbn": ("isbn", "国际标准书号"),
    "year": ("year", "出版年", "出版日期", "年份"),
    "publisher": ("publisher", "出版社", "出版者"),
    "language": ("language", "语种", "语言"),
    "clc": ("clc", "中图法", "分类号", "中图分类号"),
    "ddc": ("ddc", "dewey", "杜威分类号"),
    "subjects": ("subjects", "subject", "主题", "主题词"),
    "summary": ("summary", "摘要", "简介", "内容提要"),
    "control_number": ("control_number", "控制号", "记录号"),
    "barcode": ("barcode", "条码", "条码号", "条形码", "登录号"),
    "call_number": ("call_number", "索书号"),
    "branch": ("branch", "分馆", "馆藏地", "馆藏地点"),
    "item_class": ("item_class", "文献类型", "馆藏类型", "流通类型"),
    "price": ("price", "价格", "定价", "单价"),
}
_NAMES = {name: column for column, names in COLUMNS.items() for name in names}


def encoding_of(sample: bytes) -> str:
    """UTF-16 has its mark; where most lines are no UTF-8, it is GB 18030."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    lines = [line for line in sample.splitlines() if not line.isascii()]
    utf8 = sum(line.decode("utf-8", "replace").count("�") == 0 for line in lines)
    return "utf-8" if 2 * utf8 >= len(lines) else "gb18030"


def looks_like(sample: bytes) -> bool:
    """Whether the first line names a column with the title."""
    if b"\0" in sample and encoding_of(sample) != "utf-16":
        return False
    text = codecs.getincrementaldecoder(encoding_of(sample))("replace").decode(sample)
    line = text.lstrip("﻿").split("\n", 1)[0][:10_000]
    return any(_named(cell) == "title" for cell in _cells([line], _delimiter(line)) or ())


def rows(file: Readable, encoding: str) -> Iterator[tuple[int, Draft | Rejected]]:
    """Each row with the number of its line. Raises :class:`Unreadable` if the header will not do."""
    lines = _lines(file, encoding)
    head = next(lines, "")
    header = [_named(cell) for cell in _cells([head], _delimiter(head)) or ()]
    known = [name for name in header if name]
    if twice := next((name for name in known if known.count(name) > 1), None):
        raise Unreadable(Flaw.COLUMN_TWICE, column=twice)
    if "title" not in known:
        raise Unreadable(Flaw.COLUMN_MISSING, column="title")
    for number, cells in _whole_rows(lines, _delimiter(head)):
        if cells is None:
            yield number, Rejected(number, Flaw.ROW_WRONG, {"found": 0, "needed": len(header)})
            continue
        if not any(cell.strip() for cell in cells):
            continue
        says = {name: clean(cell) for name, cell in zip(header, cells, strict=False) if name}
        try:
            if len(cells) != len(header):
                raise Unfit(Flaw.ROW_WRONG, found=len(cells), needed=len(header))
            if any("�" in cell for cell in cells):
                raise Unfit(Flaw.ENCODING_WRONG, encoding=encoding)
            yield number, _draft(says)
        except Unfit as wrong:
            yield number, Rejected(number, wrong.flaw, wrong.facts, says.get("title", ""))


def _whole_rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Lines as they make rows: a cell in quotes may hold line ends (RFC 4180, 2.6). A quote that is never closed
    costs its own line, not the rest of the file."""
    number = 2  # after the header
    while (line := next(lines, None)) is not None:
        taken, quotes = [line], line.count('"')
        while quotes % 2 and len(taken) < MOST_LINES and (line := next(lines, None)) is not None:
            taken.append(line)
            quotes += line.count('"')
        cells = _cells(taken, delimiter) if quotes % 2 == 0 else None
        yield number, cells
        if cells is None:
            lines = itertools.chain(taken[1:], lines)  # they may be rows by themselves
        number += len(taken) if cells is not None else 1


def _cells(lines: list[str], delimiter: str) -> list[str] | None:
    """The cells of one row; None for what is no row."""
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _draft(says: dict[str, str]) -> Draft:
    said = says.get
    isbn = normalise(said("isbn", ""))
    if said("isbn") and isbn is None:
        raise Unfit(Flaw.ISBN_WRONG, text=says["isbn"][:40])
    year = re.fullmatch(r"(-?\d{1,4})(?:[-/.年].*)?", said("year", ""))
    if said("year") and year is None:
        raise Unfit(Flaw.YEAR_WRONG, text=says["year"][:40])
    price = re.fullmatch(r"(?:¥|￥|CNY)?\s*(\d{1,8}(?:\.\d{1,2})?)\s*元?", said("price", ""))
    if said("price") and price is None:
        raise Unfit(Flaw.PRICE_WRONG, text=says["price"][:40])
    copy = DraftCopy(
        barcode=said("barcode", ""),
        call_number=said("call_number", ""),
        branch=said("branch", ""),
        item_class=said("item_class", ""),
        price=str(Decimal(price[1])) if price else "",
    )
    return Draft(
        title=said("title", ""),
        author=said("author", ""),
        control_number=said("control_number", ""),
        isbn=isbn or "",
        year=int(year[1]) if year else None,
        publisher=said("publisher", ""),
        language=said("language", ""),
        clc=said("clc", ""),
        ddc=said("ddc", ""),
        subjects=[one for one in map(str.strip, re.split("[;；|]", said("subjects", ""))) if one],
        summary=said("summary", ""),
        copies=[copy] if copy.barcode else [],
    ).complete()


def _named(cell: str) -> str:
    """The column a header's cell means; empty for one that is not read."""
    return _NAMES.get(clean(cell).lower().replace(" ", "_").lstrip("﻿"), "")


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _lines(file: Readable, encoding: str) -> Iterator[str]:
    """Decoded as it is read; what is wrong becomes U+FFFD, and costs only its row."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest = ""
    while block := file.read(1 << 16):
        *lines, rest = (rest + decoder.decode(block)).split("\n")
        for line in lines:
            yield line.lstrip("﻿") + "\n"
    if rest := rest + decoder.decode(b"", True):
        yield rest.lstrip("﻿")
