"""Records come in whatever form they were written; each is judged by itself; all that is good is written, or nothing."""

from __future__ import annotations

import contextlib
import io
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from pymarc import Field, Indicators, Leader, Record, Subfield, marc8_mapping, record_to_xml

from kiosk.__main__ import main
from server.catalogue import add_title
from server.catalogue.importing import Draft, Flaw, Prepared, Refused, Unreadable, prepare, write
from server.catalogue.importing.table import COLUMNS
from server.catalogue.importing.words import LANGUAGES, sentence
from server.catalogue.search import search
from server.circulation.policies import add_policy
from server.store.database import Store, open_store
from server.store.tables import AuditLine, Branch, Copy, Title

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def field(tag: str, *subfields: str, ind: str = "  ") -> Field:
    """``field("245", "aTitle", "cAuthor")``"""
    return Field(tag, Indicators(*ind), [Subfield(one[0], one[1:]) for one in subfields])


def cnmarc(number: str, *fields: Field, title: str = "红楼梦", barcode: str = "") -> Record:
    record = Record()
    record.leader = Leader("00000nam0 2200000   450 ")
    record.add_field(Field("001", data=number), field("200", f"a{title}", "f曹雪芹著", ind="1 "), *fields)
    if barcode:
        record.add_field(field("905", f"b{barcode}"))
    return record


def marc21(number: str, *fields: Field, title: str = "Emma /") -> Record:
    record = Record()
    record.leader = Leader("00000nam a2200000 i 4500")
    fixed = Field("008", data="260101s1815    enk           000 1 eng d")
    record.add_field(Field("001", data=number), Field("003", data="XX"), fixed)
    record.add_field(field("245", f"a{title}", ind="10"), *fields)
    return record


def written_in(record: Record, encoding: str) -> bytes:
    """A record as a system that writes this encoding exports it, with true lengths."""
    if encoding == "utf-8":
        return record.as_marc()
    encode = to_marc8 if encoding == "marc-8" else lambda text: text.encode(encoding)
    directory, body = b"", b""
    for one in record.fields:
        if one.control_field:
            data = encode(one.data or "") + b"\x1e"
        else:
            data = "".join(one.indicators).encode() + b"".join(
                b"\x1f" + sub.code.encode() + encode(sub.value) for sub in one.subfields
            )
            data += b"\x1e"
        directory += one.tag.encode() + b"%04d%05d" % (len(data), len(body))
        body += data
    base = 24 + len(directory) + 1
    leader = str(record.leader).encode()
    total = base + len(body) + 1
    return (
        b"%05d%b %b%05d%b" % (total, leader[5:9], leader[10:12], base, leader[17:])
        + directory
        + b"\x1e"
        + body
        + b"\x1d"
    )


EACC = {chr(code): key for key, (code, _) in marc8_mapping.CODESETS[0x31].items()}


def to_marc8(text: str) -> bytes:
    """Latin with ANSEL's accents before their letters, and East Asian characters in threes."""
    out = b""
    for one in text:
        if one.isascii():
            out += one.encode()
        elif one == "ë":
            out += b"\xe8e"
        else:
            out += b"\x1b$1" + EACC[one].to_bytes(3, "big") + b"\x1b(B"
    return out


def read(data: bytes, **how: str) -> Prepared:
    return prepare(io.BytesIO(data), **how)


def drafts(data: bytes, **how: str) -> list[Draft]:
    with read(data, **how) as prepared:
        assert prepared.report.rejected == []
        return [one.draft for one in prepared._ready()]


def flaws(prepared: Prepared) -> list[tuple[int, Flaw]]:
    return [(one.number, one.flaw) for one in prepared.report.rejected]


def titles(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Title.title).order_by(Title.id)))


# What a record says


def test_a_cnmarc_record():
    record = cnmarc(
        "012345",
        field("010", "a7-02-000220-X", "dCNY59.70"),
        field("100", "a20260101d2008    em y0chiy50      ea"),
        field("101", "achi"),
        field("210", "a北京", "c人民文学出版社", "d2008"),
        field("330", "a一部小说。"),
        field("606", "a章回小说", "x中国", "z清代"),
        field("610", "a古典文学", "a爱情"),
        field("676", "a895.134/8"),
        field("690", "aI242.4"),
        field("905", "aeast", "b31001", "b31002", "dI242.4", "e7"),
        field("905", "aeast", "b31003", "sI242.4/7:2"),
    )
    record.get("200").add_subfield("e", "程乙本")
    one = drafts(record.as_marc())[0]
    assert (one.title, one.author, one.isbn, one.year) == (
        "红楼梦 : 程乙本",
        "曹雪芹著",
        "9787020002207",
        2008,
    )
    assert (one.publisher, one.language, one.clc, one.ddc) == ("人民文学出版社", "zh", "I242.4", "895.1348")
    assert one.subjects == ["章回小说--中国--清代", "古典文学", "爱情"]
    assert (one.control_number, one.summary) == ("012345", "一部小说。")
    assert [(copy.barcode, copy.call_number, copy.branch, copy.price) for copy in one.copies] == [
        ("31001", "I242.4/7", "east", "59.70"),
        ("31002", "I242.4/7", "east", "59.70"),
        ("31003", "I242.4/7:2", "east", "59.70"),
    ]


def test_a_marc21_record():
    record = marc21(
        "77",
        field("020", "anot one"),
        field("020", "a0141439580 (paperback)"),
        field("082", "a823/.7", "223"),
        field("084", "aI561.44", "2clc"),
        field("100", "aAusten, Jane,", "d1775-1817."),
        field("264", "aLondon :", "bPenguin,", "c2003.", ind=" 1"),
        field("650", "aCourtship", "zEngland."),
        field("952", "p32001", "o823.7 AUS", "aeast", "ydvd", "v12.50"),
        field("952", "p32002", "71"),
        field("852", "beast", "h823.7", "iAUS", "p32003"),
        field("949", "aPR4034", "i32004", "mmain", "tbook"),
        title="Emma :",
    )
    record.get("245").add_subfield("b", "a novel /")
    record.get("245").add_subfield("c", "by Jane Austen.")
    one = drafts(record.as_marc())[0]
    assert (one.title, one.author, one.isbn, one.year) == (
        "Emma : a novel",
        "Jane Austen",
        "9780141439587",
        2003,
    )
    assert (one.publisher, one.language, one.clc, one.ddc) == ("Penguin", "en", "I561.44", "823.7")
    assert (one.control_number, one.subjects) == ("(XX)77", ["Courtship--England"])
    assert [
        (copy.barcode, copy.call_number, copy.branch, copy.item_class, copy.place) for copy in one.copies
    ] == [
        ("32001", "823.7 AUS", "east", "dvd", ""),
        ("32002", "", "", "", "reference-only"),
        ("32003", "823.7 AUS", "east", "", ""),
        ("32004", "PR4034", "main", "book", ""),
    ]


def test_a_title_in_its_own_script_instead_of_its_romanisation():
    record = marc21("1", field("880", "6245-01/$1", "a红楼梦 /"), title="Hong lou meng /")
    record.get("245").add_subfield("6", "880-01")
    assert drafts(record.as_marc())[0].title == "红楼梦"


# In whatever form


@pytest.mark.parametrize("given_encoding", [False, True])
@pytest.mark.parametrize(
    ("record", "encoding"),
    [
        (cnmarc("1"), "utf-8"),
        (cnmarc("1"), "gb18030"),
        (cnmarc("1", title="𠀀龘"), "gb18030"),
        (marc21("1", title="Jane Eyre by Brontë"), "utf-8"),
        (marc21("1", title="Jane Eyre by Brontë"), "marc-8"),
        (marc21("1", title="紅樓夢 = Dream"), "marc-8"),
        (marc21("1", title="红楼梦"), "gb18030"),
    ],
)
def test_encodings_are_told_or_found(record: Record, encoding: str, given_encoding: bool):
    data = written_in(record, encoding)
    with read(data * 3, **({"encoding": encoding} if given_encoding else {})) as prepared:
        assert prepared.report.encodings == {encoding: 3}
        assert prepared.report.rejected == []
        expected = (
            "Jane Eyre by Brontë" if "Jane" in str(record) else (record.get("245") or record["200"])["a"]
        )
        assert prepared.report.first[0].title == expected


def test_a_record_that_says_utf8_and_is_not():
    data = written_in(cnmarc("1"), "gb18030")
    assert drafts(data[:9] + b"a" + data[10:])[0].title == "红楼梦"


def test_a_file_of_two_encodings():
    data = [written_in(cnmarc(str(n)), "utf-8" if n == 2 else "gb18030") for n in range(5)]
    assert [one.title for one in drafts(b"".join(data))] == ["红楼梦"] * 5


@settings(max_examples=40, deadline=None)
@given(
    st.text("中国古代文学史红楼梦资治通鉴东坡志林的一乙", min_size=4, max_size=20),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_chinese_is_read_as_it_was_written(title: str, encoding: str):
    assert drafts(written_in(cnmarc("1", title=title), encoding))[0].title == title


def xml(*records: Record) -> bytes:
    return b'<collection xmlns="http://www.loc.gov/MARC21/slim">%b</collection>' % b"".join(
        map(record_to_xml, records)
    )


def test_marcxml_says_the_same_as_iso_2709():
    both = [cnmarc("1", barcode="31"), marc21("2", field("952", "p32"))]
    from_xml, from_iso = drafts(xml(*both)), drafts(b"".join(one.as_marc() for one in both))
    for one in (*from_xml, *from_iso):
        one.record = ""
    assert from_xml == from_iso


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", Flaw.FILE_EMPTY),
        (b" \r\n ", Flaw.FILE_EMPTY),
        (b"\x89PNG\r\n\x1a\n\0\0", Flaw.FORMAT_UNKNOWN),
        (b"PK\x03\x04" + bytes(range(256)), Flaw.FORMAT_UNKNOWN),
        (b"first,second\n1,2\n", Flaw.FORMAT_UNKNOWN),
        (b"title,barcode\n", Flaw.FILE_EMPTY),
        (b"title,\xe9\xa2\x98\xe5\x90\x8d\n1,2\n", Flaw.COLUMN_TWICE),
        (xml(cnmarc("1"))[:-20], Flaw.XML_BROKEN),
        (b"<html><p>no</html>", Flaw.XML_BROKEN),
        (b"<html/>", Flaw.FILE_EMPTY),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Flaw.XML_BROKEN),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', Flaw.XML_BROKEN),
    ],
)
def test_what_is_no_catalogue_is_refused_whole(data: bytes, flaw: Flaw):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.flaw is flaw


# One bad record


def test_bad_records_are_told_and_the_others_stay(store: Store):
    good = [cnmarc(str(n), title=f"好书{n}", barcode=f"31{n}").as_marc() for n in range(8)]
    no_title = cnmarc("x1", title="")
    no_family = marc21("x2")
    no_family.remove_fields("245")
    broken = cnmarc("x3").as_marc().replace(b"\x1e", b"\x1f", 3)
    latin1 = good[0].replace("好".encode(), b"\xff\xfe\xfd")
    twice = cnmarc("x4", title="别的", barcode="311")
    spaced = cnmarc("x5", barcode="3 1")
    long = cnmarc("x6", barcode="3" * 65)
    data = b"".join(
        (
            *(
                good[0],
                no_title.as_marc(),
                good[1],
                no_family.as_marc(),
                good[2],
                broken,
                good[3],
                latin1,
                good[4],
            ),
            *(b"\r\n", good[5][:70], good[6], twice.as_marc(), spaced.as_marc(), long.as_marc()),
            *(good[7], good[5][:-30]),
        )
    )
    with read(data) as prepared:
        assert flaws(prepared) == [
            (2, Flaw.TITLE_MISSING),
            (4, Flaw.FAMILY_UNKNOWN),
            (6, Flaw.RECORD_BROKEN),
            (8, Flaw.ENCODING_WRONG),
            (10, Flaw.RECORD_TRUNCATED),
            (12, Flaw.BARCODE_TWICE),
            (13, Flaw.BARCODE_WRONG),
            (14, Flaw.BARCODE_WRONG),
            (16, Flaw.RECORD_TRUNCATED),
        ]
        assert prepared.report.rejected[5].facts == {"barcode": "311", "first": 3}
        assert (prepared.report.records, prepared.report.ready) == (16, 7)
        prepared.write(store)
    assert titles(store) == [f"好书{n}" for n in (0, 1, 2, 3, 4, 6, 7)]


def test_lengths_that_went_wrong_in_a_conversion_are_mended():
    data = written_in(cnmarc("1", barcode="31"), "gb18030").decode("gb18030").encode()
    one = drafts(data)[0]
    assert (one.title, one.copies[0].barcode) == ("红楼梦", "31")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_never_spoils_more_than_its_record(data: st.DataObject):
    """Some bytes of the middle record of three change; only an end of record that comes or goes may cost another."""
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030"]))
    # Numbers so unlike each other that no damage makes one out of another.
    first, middle, last = (
        written_in(cnmarc(str(n) * 9, title=f"第{n}部书", barcode=f"3{n}" * 5), encoding) for n in range(3)
    )
    spoilt = bytearray(middle)
    for _ in range(data.draw(st.integers(1, 6))):
        spoilt[data.draw(st.integers(0, len(middle) - 2))] = data.draw(
            st.integers(0, 255).filter(lambda one: one != 0x1D)
        )
    with read(first + bytes(spoilt) + last) as prepared:
        found = [one.draft.title for one in prepared._ready()]
        assert found[0] == "第0部书"
        assert "第2部书" in found
        assert prepared.report.records == len(found) + len(prepared.report.rejected)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400) | st.text("题名,\"'\n\r;\t1abc�\0", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes):
    for head in (b"", b"title,isbn\n", b"00100nam a2200049   4500", b"<collection>"):
        with contextlib.suppress(Unreadable):
            read(head + data).close()


# CSV


def test_columns_in_two_languages_and_three_encodings():
    row = "《论语》,孔子,978-7-02-000220-7,2008年,中华书局,zh,B222.2,儒家; 哲学,310,B222.2/1,￥28.00\r\n"
    chinese = "题名,作者,ISBN,出版年,出版社,语种,中图法,主题,条码,索书号,定价\r\n"
    english = "Title,author,isbn,Year,publisher,language,clc,subjects,barcode,Call Number,price\r\n"
    said = [
        drafts((head + row).encode(encoding))[0]
        for head in (chinese, english, english.replace(",", ";"), english.replace(",", "\t"))
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
        if head in (chinese, english)
    ]
    assert all(one == said[0] for one in said)
    one = said[0]
    assert (one.title, one.isbn, one.year, one.subjects) == (
        "《论语》",
        "9787020002207",
        2008,
        ["儒家", "哲学"],
    )
    assert (one.copies[0].barcode, one.copies[0].price) == ("310", "28.00")
    other = drafts((english + row).replace(",", ";").replace("儒家; ", "儒家|").encode())[0]
    assert other.title == "《论语》"


def test_each_wrong_row_is_a_line_and_no_more():
    rows = [
        "题名,ISBN,出版年,定价,条码",
        "一,,,,1",
        "二,9787020002208,,,2",
        "三,,未知,,3",
        "四,,,五元,4",
        "五,,,,1",
        "六,,,",
        ",,,,6",
        '"七,,,,7',
        '"八\n下",,-300,1.5,8',
        "",
        '九"十",,,,9',
        "十,,,,10",
    ]
    with read("\n".join(rows).encode()) as prepared:
        assert [one.draft.title for one in prepared._ready()] == ["一", "八 下", '九"十"', "十"]
        assert flaws(prepared) == [
            (3, Flaw.ISBN_WRONG),
            (4, Flaw.YEAR_WRONG),
            (5, Flaw.PRICE_WRONG),
            (6, Flaw.BARCODE_TWICE),
            (7, Flaw.ROW_WRONG),
            (8, Flaw.TITLE_MISSING),
            (9, Flaw.ROW_WRONG),
        ]


def test_ten_wrong_rows_in_ten_thousand(tmp_path: Path):
    lines = [f"Book {n},{n},2000" for n in range(10_000)]
    for n in range(10):
        lines[n * 997] = [f"Book {n},{n}", f"Book {n},{n},MM", f",{n},2000", "\udcff,1,2", "坏,0 0,2000"][
            n % 5
        ]
    data = "\n".join(["title,barcode,year", *lines]).encode("utf-8", "surrogateescape")
    store = open_store(f"sqlite:///{tmp_path / 'server.db'}")
    with read(data) as prepared:
        assert [one.number for one in prepared.report.rejected] == [n * 997 + 2 for n in range(10)]
        written = prepared.write(store)
    assert (written.titles_new, written.copies_new, written.rejected) == (9990, 9990, [])
    store.close()


# Into the catalogue


def test_an_import_is_found_told_and_audited(store: Store):
    with store.writing() as session:
        session.add(Branch(code="east"))
        add_policy(session, "adult", "dvd", loan_days=7, loan_limit=1, renewal_limit=0)
    records = [
        cnmarc("1", field("905", "aeast", "b310"), field("905", "aSomewhere", "b311")),
        marc21("2", field("952", "p320", "ydvd", "v12.5"), field("952", "p321", "yBK", "11")),
    ]
    with read(b"".join(one.as_marc() for one in records)) as prepared:
        heard: list[tuple[int, int]] = []
        written = prepared.write(store, who="li", progress=lambda done, total: heard.append((done, total)))
    assert heard == [(2, 2)]
    assert written.elsewhere == {"Somewhere": 1, "BK": 1}
    with store.reading() as session:
        copies = session.execute(
            sa.select(Copy.barcode, Copy.branch, Copy.item_class, Copy.place, Copy.price).order_by(
                Copy.barcode
            )
        ).all()
        assert [tuple(one) for one in copies] == [
            ("310", "east", "book", "available", None),
            ("311", "main", "book", "available", None),
            ("320", "main", "dvd", "available", Decimal("12.50")),
            ("321", "main", "book", "missing", None),
        ]
        assert [hit.total for hit in search(session, "hlm").hits] == [2]
        assert search(session, "emmq").hits[0].title == "Emma"
        line = session.scalars(sa.select(AuditLine)).one()
        assert (line.who, line.what, line.details["titles_new"]) == ("li", "catalogue-import", 2)
        record = session.scalars(sa.select(Title.record).order_by(Title.id)).first()
        assert Record(record)["200"]["a"] == "红楼梦"
        later = Title(title="又一种")
    with store.writing() as session:
        session.add(later)  # the next free number is known


def counts(prepared: Prepared, store: Store) -> tuple[int, ...]:
    with prepared:
        done = prepared.write(store)
    return done.titles_new, done.titles_changed, done.titles_known, done.copies_new, done.copies_known


def test_the_same_again_adds_nothing(store: Store):
    data = b"".join((SAMPLES / name).read_bytes() for name in ("cnmarc.mrc", "marc21.mrc"))
    assert counts(read(data), store) == (14, 0, 0, 20, 0)
    assert counts(read(data), store) == (0, 0, 14, 0, 20)
    table = (SAMPLES / "catalogue.csv").read_bytes()
    assert counts(read(table), store) == (3, 0, 0, 4, 0)
    assert counts(read(table), store) == (0, 0, 4, 0, 4)


def test_a_newer_record_changes_the_title_and_adds_its_new_copy(store: Store):
    counts(read(cnmarc("1", field("690", "aI242.4"), barcode="310").as_marc()), store)
    newer = cnmarc("1", title="红楼梦新编", barcode="311")
    assert counts(read(newer.as_marc()), store) == (0, 1, 0, 1, 0)
    with store.reading() as session:
        one = search(session, "hlmxb").hits[0]
        assert (one.title, one.total) == ("红楼梦新编", 2)
        assert one.call_number == "I242.4"  # what the newer record does not say stays
        assert search(session, "红楼梦").total == 1


def test_which_title_a_record_is_about(store: Store):
    isbn = field("010", "a9787020002207")
    with store.writing() as session:
        add_title(session, "红楼梦 旧目录", isbn="9787020002207")
    assert counts(read(cnmarc("1", isbn).as_marc()), store)[:3] == (0, 1, 0)  # by ISBN
    assert counts(read(cnmarc("2", isbn).as_marc()), store)[:2] == (0, 1)  # another's record of the same book
    assert (
        counts(read(cnmarc("3", isbn, title="红楼梦 下").as_marc()), store)[0] == 1
    )  # a volume of the same set
    assert (
        counts(read("title,isbn\n随便,9787020002207\n".encode()), store)[0] == 0
    )  # it has nothing but the ISBN
    assert len(titles(store)) == 2


def test_two_rows_of_one_title_and_one_record_twice(store: Store):
    rows = "title,barcode,author\n论语,1,孔子\n孟子,2,\n论语,3,孔子\n论语,4,朱熹\n"
    assert counts(read(rows.encode()), store)[::3] == (3, 4)
    twice = cnmarc("1", title="旧", barcode="5").as_marc() + cnmarc("1", title="新", barcode="6").as_marc()
    assert counts(read(twice), store) == (1, 0, 0, 2, 0)
    assert titles(store)[-1] == "新"
    with store.reading() as session:
        assert [search(session, name).total for name in ("新", "旧")] == [1, 0]


def test_a_barcode_of_another_title_is_told(store: Store):
    counts(read(cnmarc("1", barcode="310").as_marc()), store)
    data = (
        cnmarc("2", title="别的书", barcode="310").as_marc()
        + cnmarc("3", title="好书", barcode="311").as_marc()
    )
    with read(data) as prepared:
        written = prepared.write(store)
    assert [(one.number, one.flaw, one.facts) for one in written.rejected] == [
        (1, Flaw.BARCODE_TAKEN, {"barcode": "310", "title": "红楼梦"})
    ]
    assert titles(store) == ["红楼梦", "好书"]


def test_all_or_nothing(store: Store):
    bad = cnmarc("1").as_marc() + cnmarc("2", title="").as_marc()
    with read(bad) as prepared, pytest.raises(Refused) as refused:
        prepared.write(store, all_or_nothing=True)
    assert [one.flaw for one in refused.value.rejected] == [Flaw.TITLE_MISSING]
    counts(read(cnmarc("9", title="有", barcode="310").as_marc()), store)
    taken = cnmarc("1").as_marc() + cnmarc("2", title="无", barcode="310").as_marc()
    with read(taken) as prepared, pytest.raises(Refused):
        prepared.write(store, all_or_nothing=True)
    assert titles(store) == ["有"]
    with read(cnmarc("1").as_marc()) as prepared:
        assert prepared.write(store, all_or_nothing=True).titles_new == 1


def test_nothing_is_half_imported(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(write, "PORTION", 2)
    data = b"".join(cnmarc(str(n), title=f"书{n}", barcode=f"3{n}").as_marc() for n in range(6))

    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with read(data) as prepared:
        with pytest.raises(KeyboardInterrupt):
            prepared.write(store, progress=stop)
        assert titles(store) == []
        with store.reading() as session:
            assert search(session, "书").hits == []
        assert prepared.write(store).titles_new == 6


# The command


@pytest.fixture
def server_toml(tmp_path: Path) -> Path:
    file = tmp_path / "server.toml"
    file.write_text('[server]\ndatabase = "sqlite:///server.db"\n')
    return file


def run(*arguments: object) -> int:
    return main(["import", *map(str, arguments)])


def test_the_command(server_toml: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "C")
    there = ("--config", server_toml)
    assert run(SAMPLES / "cnmarc.mrc", "--preview", *there) == 0
    told = capsys.readouterr().out
    assert "8 records read (cnmarc: 8, utf-8: 8)" in told
    assert "呐喊 | 鲁迅著" in told
    assert not server_toml.with_name("server.db").exists()
    assert run(SAMPLES / "cnmarc.mrc", *there) == 0
    assert "Titles: 8 new" in capsys.readouterr().out
    rows = server_toml.with_name("rows.csv")
    rows.write_text("title,year\nGood,2000\nBad,soon\n")
    assert run(rows, "--all-or-nothing", *there) == 1
    assert "Nothing was written" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert run(rows, *there) == 1
    told = capsys.readouterr().out
    assert "rejected 3 (Bad): year-wrong: “soon”不是年份。" in told
    assert "Titles: 1 new" in told
    assert run(server_toml.with_name("none"), *there) == 1
    assert run(server_toml, *there) == 1
    assert "format-unknown" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flaw_has_its_sentence(language: str):
    facts: dict[str, str | int] = dict.fromkeys(("barcode", "title", "encoding", "text", "column"), "X")
    facts |= dict.fromkeys(("first", "found", "needed", "line"), 1234)
    for flaw in Flaw:
        said = sentence(language, flaw, facts)
        assert said
        assert "{" not in said
        assert "1,234" not in said


def test_the_columns_are_documented():
    page = (SAMPLES.parents[1] / "docs" / "import.md").read_text(encoding="utf-8")
    for names in COLUMNS.values():
        for name in names:
            assert f"`{name}`" in page or f"`{name.upper()}`" in page, name
