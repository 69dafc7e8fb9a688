"""A library of any size, the same every time: titles in Chinese and English, copies, patrons, past loans.

Written past the program's own ways, in bulk, so that 200,000 titles and two million loans take a minute or two. What
the search finds in it is made by the program.
"""

# ruff: noqa: SIM905 - lists of words read better as lines

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from config.isbn import normalise
from server import patrons
from server.catalogue import index
from server.catalogue.tokens import indexed
from server.circulation.policies import add_policy
from server.patrons import add_patron_class
from server.store.database import Store
from server.store.tables import MAIN, Copy, Loan, Patron, Title

PIN = "1234"  # of every patron
PORTION = 5000
LENT_FIRST = datetime(2016, 1, 4, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Library:
    """How much there is; everything is numbered from 0."""

    titles: int = 200_000
    copies: int = 300_000
    patrons: int = 50_000
    past_loans: int = 2_000_000


def item_barcode(number: int) -> str:
    return f"3{number:013}"


def patron_barcode(number: int) -> str:
    return f"2{number:013}"


def build(store: Store, library: Library, *, searchable: bool = True) -> None:
    """Fill an empty, migrated database. One class of patrons, ``adult``, may borrow ``book``: 50 at a time. Without
    the search index, which no loan asks, it takes a fifth of the time."""
    with store.writing() as session:
        add_patron_class(session, "adult", loan_limit=50)
        add_policy(session, "adult", "book", loan_days=28, loan_limit=50, renewal_limit=5)
    fill_titles(store, library.titles, searchable=searchable)
    _load(store, Copy, _copies(library))
    _load(store, Patron, _patrons(library.patrons))
    _load(store, Loan, _loans(library))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            # The next number is the one after those written; and what autovacuum would do in a while.
            for table in (Title, Copy, Patron, Loan):
                name = table.__tablename__
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) + 1 FROM {name}), false)"
                )
            connection.exec_driver_sql("VACUUM ANALYZE")
        else:
            connection.exec_driver_sql("ANALYZE")


def fill_titles(store: Store, count: int, *, searchable: bool = True) -> None:
    """Titles 1 to ``count``, and their search index."""
    rows = titles(count)
    while portion := list(itertools.islice(rows, PORTION)):
        _load(store, Title, portion)
        if not searchable:
            continue
        words = {
            row["id"]: indexed(
                row["title"], row["author"], row["subjects"], row["isbn"], row["clc"], row["ddc"]
            )
            for row in portion
        }
        with store.engine.execution_options(writes=True).begin() as connection:
            index.put(connection, words, fresh=True)


def titles(count: int) -> Iterator[dict[str, Any]]:
    """Rows of ``titles``; three of five Chinese."""
    chance = random.Random(4)
    for number in range(count):
        make = _chinese if chance.random() < 0.6 else _english
        title, author, subjects, clc, ddc = make(chance)
        body = f"978{'7' if make is _chinese else '0'}{number * 37 % 10**8:08}"
        yield {
            "id": number + 1,
            "control_number": f"BENCH{number:09}",
            "title": title,
            "author": author,
            "isbn": next(isbn for digit in range(10) if (isbn := normalise(f"{body}{digit}"))),
            "year": chance.randrange(1950, 2026),
            "publisher": chance.choice(ZH_PUBLISHERS if make is _chinese else EN_PUBLISHERS),
            "language": "zh" if make is _chinese else "en",
            "clc": clc,
            "ddc": ddc,
            "subjects": subjects,
            "summary": "",
            "record": None,
        }


def _chinese(chance: random.Random) -> tuple[str, str, list[str], str, str]:
    topic, clc, ddc = _common(chance, ZH_TOPICS)
    place = _common(chance, ZH_PLACES)
    form = _common(chance, ZH_FORMS)
    person = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    hero = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
    title = chance.choice(
        (f"{place}{topic}{form}", f"{topic}{form}", f"{place}的{topic}", f"{hero}与{topic}", f"{hero}传")
    )
    return title, f"{person} 著", [topic, place], f"{clc}.{chance.randrange(100)}", ddc


def _english(chance: random.Random) -> tuple[str, str, list[str], str, str]:
    topic, clc, ddc = _common(chance, EN_TOPICS)
    place = _common(chance, EN_PLACES)
    name = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))).capitalize()
    hero = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3)))).capitalize()
    title = chance.choice(
        (
            f"A History of {topic} in {place}",
            f"{topic} and {_common(chance, EN_TOPICS)[0]}",
            f"The {chance.choice(EN_THINGS)} of {hero}",
            f"{hero}: A Life in {topic}",
            f"Introduction to {topic}",
        )
    )
    return title, f"{chance.choice(EN_GIVEN)} {name}", [topic, place], f"{clc}.{chance.randrange(100)}", ddc


def _common(chance: random.Random, words: Sequence[Any]) -> Any:
    """The first of a list are much more common than the last, as words are."""
    return words[int(len(words) * chance.random() ** 3)]


def _copies(library: Library) -> Iterator[dict[str, Any]]:
    for number in range(library.copies):
        # The first copies of all titles, then second ones of the first titles.
        yield {
            "id": number + 1,
            "barcode": item_barcode(number),
            "title_id": number % library.titles + 1,
            "item_class": "book",
            "branch": MAIN,
            "at_branch": MAIN,
            "call_number": "",
            "price": None,
            "place": "available",
            "last_checkin": None,
        }


def _patrons(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(5)
    pin_hash = patrons._hasher.hash(PIN)
    for number in range(count):
        yield {
            "id": number + 1,
            "barcode": patron_barcode(number),
            "name": chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
            "patron_class": "adult",
            "branch": MAIN,
            "guardian_id": None,
            "language": "zh",
            "email": "",
            "phone": "",
            "pin_hash": pin_hash,
            "expires_on": None,
            "lost_card": False,
            "blocked": False,
            "block_reason": "",
            "wrong_pins": 0,
            "pin_locked_until": None,
        }


def _loans(library: Library) -> Iterator[dict[str, Any]]:
    chance = random.Random(6)
    step = timedelta(days=3650) / max(library.past_loans, 1)
    for number in range(library.past_loans):
        lent_at = LENT_FIRST + number * step
        yield {
            "id": number + 1,
            "copy_id": int(library.copies * chance.random() ** 2) + 1,
            "patron_id": int(library.patrons * chance.random() ** 2) + 1,
            "branch": MAIN,
            "lent_at": lent_at,
            "due": lent_at + timedelta(days=28),
            "renewals": 0,
            "claimed_at": None,
            "returned_at": lent_at + timedelta(days=chance.random() * 30),
            "ended_as": "returned",
        }


def _load(store: Store, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Bulk writing as each database does it fastest: ``COPY``, or one prepared statement."""
    rest = iter(rows)
    columns = list(table.__table__.columns)
    with store.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        lite = connection.dialect.name == "sqlite"
        kinds = [column.type.dialect_impl(connection.dialect) for column in columns]
        change = [kind.bind_processor(connection.dialect) for kind in kinds]
        names = ", ".join(column.name for column in columns)
        while portion := list(itertools.islice(rest, 20 * PORTION)):
            if unknown := portion[0].keys() ^ {column.name for column in columns}:
                raise ValueError(f"{table.__tablename__} has changed: {unknown}")
            values = (
                [
                    done(row[column.name]) if done else row[column.name]
                    for column, done in zip(columns, change, strict=True)
                ]
                for row in portion
            )
            if lite:
                marks = ", ".join("?" * len(columns))
                raw.execute("PRAGMA synchronous = OFF")
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany(f"INSERT INTO {table.__tablename__} ({names}) VALUES ({marks})", values)
                raw.execute("COMMIT")
                raw.execute("PRAGMA synchronous = FULL")
            else:
                with raw.cursor().copy(f"COPY {table.__tablename__} ({names}) FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
                raw.commit()


# The most common first: a topic with its place in 中图法 and in Dewey.
ZH_TOPICS = [
    ("文学", "I206", "895.1"), ("历史", "K20", "951"), ("经济", "F12", "330.951"), ("教育", "G40", "370"),
    ("数学", "O1", "510"), ("艺术", "J12", "700"), ("哲学", "B2", "181.11"), ("计算机", "TP3", "004"),
    ("建筑", "TU", "720"), ("医学", "R2", "610"), ("法律", "D9", "340"), ("音乐", "J6", "780"),
    ("茶文化", "TS971", "641.337"), ("园林", "TU986", "712"), ("书法", "J292", "745.61"), ("诗词", "I222", "895.11"),
    ("戏曲", "I236", "895.12"), ("民俗", "K89", "390"), ("植物", "Q94", "580"), ("动物", "Q95", "590"),
    ("天文", "P1", "520"), ("地理", "K9", "910"), ("水利", "TV", "627"), ("农业", "S", "630"),
    ("陶瓷", "J527", "738"), ("丝绸", "TS14", "677.39"), ("货币", "F82", "332.4"), ("兵法", "E892", "355.02"),
    ("佛教", "B94", "294.3"), ("道教", "B95", "299.514"), ("小说", "I24", "895.13"), ("散文", "I26", "895.14"),
    ("版画", "J217", "769"), ("碑刻", "K877", "411.7"), ("方志", "K29", "951"), ("年谱", "K82", "920"),
    ("算术", "O121", "513"), ("力学", "O3", "531"), ("化学", "O6", "540"), ("气象", "P4", "551.5"),
]  # fmt: skip
ZH_PLACES = (
    "中国 古代 江南 北京 上海 明清 唐代 宋代 西域 岭南 四川 云南 东北 西藏 敦煌 苏州 杭州 徽州 泉州 福建 湖南 秦汉 魏晋 "
    "黄河 长江 草原 山西 陕西 河南 山东 浙江 广东 贵州 甘肃 海南 近代 民国 先秦 丝路 台湾 日本 欧洲 印度 波斯 罗马"
).split()
ZH_FORMS = "研究 史 概论 导论 入门 史话 手册 图录 丛考 论集 文选 年表 指南 讲义 笔记 札记 词典 地图集 资料汇编 新探".split()
ZH_PUBLISHERS = ("商务印书馆", "中华书局", "上海古籍出版社", "科学出版社", "人民文学出版社")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉玲华红梅建国志远思源子涵雨泽浩然梓萱一诺清照渊博守仁怀瑾"
)

EN_TOPICS = [
    ("History", "K1", "909"), ("Literature", "I1", "809"), ("Science", "N", "500"), ("Music", "J6", "780"),
    ("Art", "J1", "709"), ("Law", "D9", "340"), ("Economics", "F0", "330"), ("Medicine", "R", "610"),
    ("Mathematics", "O1", "510"), ("Education", "G4", "370"), ("Philosophy", "B", "100"), ("Architecture", "TU", "720"),
    ("Agriculture", "S", "630"), ("Astronomy", "P1", "520"), ("Botany", "Q94", "580"), ("Chemistry", "O6", "540"),
    ("Computing", "TP3", "004"), ("Engineering", "T", "620"), ("Geography", "K9", "910"), ("Gardening", "S6", "635"),
    ("Navigation", "U6", "623.89"), ("Painting", "J2", "750"), ("Poetry", "I1", "808.1"), ("Printing", "TS8", "686"),
    ("Railways", "U2", "385"), ("Rhetoric", "H05", "808"), ("Sculpture", "J3", "730"), ("Theatre", "J8", "792"),
    ("Trade", "F7", "380"), ("Weaving", "TS1", "677"), ("Zoology", "Q95", "590"), ("Calligraphy", "J29", "745.61"),
]  # fmt: skip
EN_PLACES = (
    "China,England,France,Europe,America,Asia,India,Japan,Rome,Greece,Scotland,Ireland,Russia,Persia,Egypt,Africa,Spain,"
    "Italy,Germany,Venice,Paris,London,Boston,Peking,Canton,Vienna,Prague,Lisbon,Florence,Edinburgh,the Alps,the Pacific"
).split(",")
EN_THINGS = "Adventures Letters Voyages Diaries Secret House Garden Island Travels Return Songs Tales".split()
EN_GIVEN = "Jane Charles Emily Mary John William Henry Louisa Mark Walter Anne George Thomas Edith Robert Margaret".split()
EN_PUBLISHERS = ("Penguin", "Oxford University Press", "Macmillan", "Longmans", "Harper")
SYLLABLES = "har ving mel bury ash ton wick ford low ell mar den hol cot ber ley win thor ne sted ran dal kes by om ris".split()
