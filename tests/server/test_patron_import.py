"""Readers from a file, on both databases; and the commands, as processes would call them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from kiosk.__main__ import main
from server.cards import CardError, add_card
from server.catalogue.importing.words import LANGUAGES, sentence
from server.patron_import import COLUMNS, Flaw, Unreadable, prepare, write
from server.patrons import find_patron
from server.store.tables import AuditLine, Card, Patron
from tests.server.conftest import OTHER, READER, Site

GOOD = """\
证号,姓名,读者类型,到期日,监护人证号,卡号,密码
2701,李雷,adult,2027/6/30,,04:a2:b3:c4,
2702,李小雷,adult,2027年6月30日,2701,,4711
"""


def look(site: Site, text: str | bytes) -> list[tuple[int, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    with site.store.reading() as session:
        return [(one.line, one.flaw.value) for one in prepare(session, content).rejected]


def bring(site: Site, text: str | bytes, *, give_pins: bool = False) -> Mapping[str, str]:
    content = text if isinstance(text, bytes) else text.encode()
    with site.store.reading() as session:
        prepared = prepare(session, content)
    return write(site.store, prepared, "command", give_pins=give_pins).pins


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_readers_come_whole(site: Site, encoding: str):
    pins = bring(site, GOOD.encode(encoding), give_pins=True)
    assert list(pins) == ["2701"]
    assert site.patron("04A2B3C4")["name"] == "李雷"
    for number, pin in (*pins.items(), ("2702", "4711")):
        assert site.client.post(f"/api/v1/patrons/{number}/verify", json={"pin": pin}).json()["verified"]
    with site.store.reading() as session:
        child = find_patron(session, "2702")
        assert child.guardian_id == find_patron(session, "2701").id
        assert child.expires_on.isoformat() == "2027-06-30"
        line = session.scalar(sa.select(AuditLine))
        assert (line.who, line.what, line.details) == (
            "command",
            "patrons-imported",
            {"new": 2, "changed": 0},
        )
    # Again, and changed: what the file leaves empty stays.
    bring(site, "number;name;class;phone\n2702;李小磊;adult;\n")
    with site.store.reading() as session:
        child = find_patron(session, "2702")
        assert (child.name, child.guardian_id is None, child.expires_on is None) == ("李小磊", False, False)
    assert site.client.post("/api/v1/patrons/2702/verify", json={"pin": "4711"}).json()["verified"]


def test_wrong_rows_are_told_by_their_line_and_left_out(site: Site):
    with site.store.writing() as session:
        for number in ("04FFFFFF", "04EEEEEE"):
            add_card(session, find_patron(session, OTHER), number, "uid")
    rows = [
        "2801,a,adult,,,,,",
        "2801,b,adult,,,,,",  # 3: the number again
        ",c,adult,,,,,",
        "2803,,adult,,,,,",
        "2804,d,nobody,,,,,",
        "2805,e,adult,2027-02-30,,,,",
        "2806,f,adult,,9999,,,",
        "2807,g,adult,,,,12,",
        "2808,h,adult,,,04:ff:ff:ff,,",
        "2809,i,adult",
        "2810,j,adult,,,,,mars",
        "04EEEEEE,k,adult,,,,,",  # another's further number is no new reader's
        '2811,"l\nm",adult,,2801,,,',
        f"{READER},王小明,adult,,,,,",
    ]
    text = "number,name,class,expires,guardian,uid,pin,branch\n" + "\n".join(rows) + "\n"
    assert look(site, text) == [
        (3, "patron-number-twice"),
        (4, "patron-number-wrong"),
        (5, "patron-name-missing"),
        (6, "patron-class-unknown"),
        (7, "patron-day-wrong"),
        (8, "patron-guardian-unknown"),
        (9, "patron-pin-wrong"),
        (10, "patron-number-taken"),
        (11, "row-wrong"),
        (12, "patron-branch-unknown"),
        (13, "patron-number-taken"),
    ]
    with site.store.reading() as session:
        before = session.scalar(sa.select(sa.func.count(Patron.id)))
    bring(site, text)
    with site.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Patron.id))) == before + 2
        assert find_patron(session, "2811").name == "l m"


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"", Flaw.FILE_EMPTY),
        (b"name,class\n", Flaw.COLUMN_MISSING),
        (b"number,name,class,barcode\n", Flaw.COLUMN_TWICE),
        (b"number,name,class\n2,\xff\xff\xff,adult\n", Flaw.ENCODING_WRONG),
    ],
)
def test_files_that_will_not_do(site: Site, content: bytes, flaw: Flaw):
    with pytest.raises(Unreadable) as wrong:
        look(site, content)
    assert wrong.value.flaw is flaw


def test_every_flaw_has_its_words():
    facts = dict.fromkeys(("number", "first", "name", "text", "column", "encoding", "found", "needed"), "7")
    for language in LANGUAGES:
        for flaw in Flaw:
            assert sentence(language, flaw, facts)
    assert all(names[0].isascii() for names in COLUMNS.values())


def test_a_number_is_one_persons_though_two_ask_at_once(site: Site):
    def give(card: str) -> bool:
        try:
            with site.store.writing() as session:
                add_card(session, find_patron(session, card), "2999", "barcode")
        except CardError:
            return False
        return True

    def join(_: str) -> bool:
        try:
            bring(site, "number,name,class\n2999,n,adult\n")
        except Unreadable:
            return False
        with site.store.reading() as session:
            return find_patron(session, "2999").name == "n"

    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(lambda do: do[0](do[1]), [(give, READER), (join, ""), (give, OTHER), (join, "")])
        )
    with site.store.reading() as session:
        cards = session.scalar(sa.select(sa.func.count()).where(Card.number == "2999"))
        patrons = session.scalar(sa.select(sa.func.count()).where(Patron.barcode == "2999"))
    assert cards + patrons == 1
    assert any(done)


def test_the_commands(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    config, file, pins = tmp_path / "server.toml", tmp_path / "readers.csv", tmp_path / "pins.csv"
    config.write_text(f'[server]\ndatabase = "{site.settings.database}"\n')
    file.write_text(GOOD + "2703,x,nobody,,,,\n", encoding="utf-8")

    def ask(*words: str | Path) -> tuple[int, str]:
        status = main(["patrons", *map(str, words), "--config", str(config)])
        return status, capsys.readouterr().out

    status, said = ask("import", file, "--preview")
    assert (status, said.splitlines()[0]) == (1, "2 to add, 0 to change; 1 rejected")
    assert "rejected line 4: patron-class-unknown" in said
    assert site.client.get("/api/v1/patrons/2701").status_code == 404
    status, said = ask("import", file, "--pins", pins)
    assert "Readers: 2 new, 0 changed." in said
    number, pin = pins.read_text().strip().split(",")
    assert (number, pins.stat().st_mode & 0o777) == ("2701", 0o600)
    assert pin not in said
    assert ask("import", file, "--pins", pins)[0] == 1  # never over another file
    status, said = ask("add", "2704", "韩梅梅", "adult")
    assert site.client.post("/api/v1/patrons/2704/verify", json={"pin": said.split()[1]}).json()["verified"]
    assert ask("add", "2704", "韩梅梅", "adult")[0] == ask("add", "2705", "x", "nobody")[0] == 1
    status, said = ask("pin", "2704")
    assert site.client.post("/api/v1/patrons/2704/verify", json={"pin": said.split()[1]}).json()["verified"]
    assert ask("pin", "nobody")[0] == 1
