"""Finding titles: the same on SQLite and PostgreSQL, in the order a reader expects."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import demo_library
from server.catalogue import add_title
from server.catalogue.search import search
from server.store.database import Store, open_store
from server.store.tables import Copy, Loan, Title

# What is asked of the demo library and what must stand first, in this order; "…" lets others follow.
QUERIES: dict[str, list[str]] = {
    # titles
    "红楼梦": ["红楼梦"],
    "红楼": ["红楼梦"],
    "楼梦": ["红楼梦"],
    "红 楼 梦": ["红楼梦"],
    "《红楼梦》": ["红楼梦"],
    "三百首": ["唐诗三百首", "宋词三百首"],
    "诗三百": ["唐诗三百首"],
    "游记": ["西游记", "老残游记", "徐霞客游记"],
    "庄子": ["庄子"],
    "孟子": ["孟子"],
    "emma": ["Emma"],
    "PRIDE AND PREJUDICE": ["Pride and Prejudice"],
    "prejudice pride": ["Pride and Prejudice"],
    "the pride of prejudice": ["Pride and Prejudice"],
    "tale of two": ["A Tale of Two Cities"],
    "moby dick": ["Moby-Dick"],
    "mobydick": ["Moby-Dick"],
    "the adventures": [
        "The Adventures of Tom Sawyer",
        "The Adventures of Sherlock Holmes",
        "Alice's Adventures in Wonderland",
    ],
    "adventure": [
        "The Adventures of Tom Sawyer",
        "Alice's Adventures in Wonderland",
        "The Adventures of Sherlock Holmes",
    ],
    "Ｅｍｍａ": ["Emma"],
    "les miserables": ["Les Misérables"],
    "kinder und hausmarchen": ["Kinder- und Hausmärchen"],
    "война": ["Война и мир"],
    "ὀδύσσεια": ["Ὀδύσσεια"],
    "猫である": ["吾輩は猫である"],
    # traditional and simplified
    "紅樓夢": ["红楼梦"],
    "羅生門": ["羅生門"],
    "罗生门": ["羅生門"],
    "資治通鑑": ["资治通鉴"],
    # authors
    "鲁迅": ["呐喊", "彷徨", "野草", "朝花夕拾"],
    "魯迅": ["呐喊", "彷徨", "野草", "朝花夕拾"],
    "jane": ["Jane Eyre", "Emma", "Pride and Prejudice"],
    "bronte": ["Jane Eyre", "Wuthering Heights"],
    "dickens": ["Great Expectations", "A Tale of Two Cities"],
    "dickens tale": ["A Tale of Two Cities"],
    "曹雪芹 红楼": ["红楼梦"],
    "толстой": ["Война и мир", "Анна Каренина"],
    # pinyin
    "hlm": ["红楼梦"],
    "HLM": ["红楼梦"],
    "hongloumeng": ["红楼梦"],
    "hong lou meng": ["红楼梦"],
    "honglou": ["红楼梦"],
    "sgyy": ["三国演义"],
    "tssbs": ["唐诗三百首"],
    "lx": ["呐喊", "彷徨", "野草", "朝花夕拾"],
    "lu xun": ["呐喊", "彷徨", "野草", "朝花夕拾"],
    # numbers
    "9787020002207": ["红楼梦"],
    "978-7-02-000220-7": ["红楼梦"],
    "702000220X": ["红楼梦"],
    "ISBN 7-02-000220-X": ["红楼梦"],
    "978702": ["红楼梦", "西游记", "水浒传", "三国演义"],
    "I242.1": ["搜神记", "聊斋志异", "世说新语"],
    "i237": ["西厢记", "牡丹亭", "窦娥冤"],
    "823.7": ["Emma", "Frankenstein", "Pride and Prejudice"],
    # mistyped
    "pirde and prejudise": ["Pride and Prejudice"],
    "shakespere": ["Hamlet", "Sonnets"],
    "frankinstein": ["Frankenstein"],
    "wuthring heihts": ["Wuthering Heights"],
    "红梦": ["红楼梦"],
    # nothing
    "三国志": [],
    "xyzzy": [],
    "702000220-7": [],
}


def test_the_demo_library_is_found_as_expected(store: Store):
    with store.writing() as session:
        demo_library.load(session, datetime.now(UTC))
    with store.reading() as session:
        found = {query: [hit.title for hit in search(session, query).hits] for query in QUERIES}
    assert found == QUERIES


def test_subjects_and_what_is_most_like_the_query_first(store: Store):
    with store.writing() as session:
        for title, author, subjects in (
            ("茶文化史", "王某", ["历史"]),
            ("历史与诗", "李某", []),
            ("中国历史", "张某", []),
            ("历史", "刘某", []),
            ("陶瓷", "历史研究所 编", []),
        ):
            session.add(Title(title=title, author=author, subjects=subjects))
    with store.reading() as session:
        titles = [hit.title for hit in search(session, "历史").hits]
    assert titles == ["历史", "历史与诗", "中国历史", "陶瓷", "茶文化史"]


def test_a_whole_title_is_found_among_any_number_of_others(store: Store):
    with store.writing() as session:
        for number in range(300):
            session.add(Title(title=f"史 {number}", author="史", subjects=["史"]))
        # All that is said of it besides makes it the last by the database's own rank.
        session.add(Title(title="史", subjects=[f"word{number}" for number in range(100)]))
    with store.reading() as session:
        found = search(session, "史")
    assert found.hits[0].title == "史"
    assert found.more


def test_the_index_is_in_step(store: Store):
    def found(query: str) -> list[str]:
        with store.reading() as session:
            return [hit.title for hit in search(session, query).hits]

    with store.writing() as session:
        title = add_title(session, "旧名", "Somebody")
    assert found("旧名") == ["旧名"]
    with store.writing() as session:
        session.get(Title, title.id).title = "新题"
    assert found("旧名") == []
    assert found("新题") == ["新题"] == found("somebody")
    with store.writing() as session:
        session.get(Title, title.id).clc = "B222"
        session.get(Title, title.id).subjects = ["哲学"]
    assert found("b222") == ["新题"] == found("哲学")
    with store.writing() as session:
        session.get(Title, title.id).title = "没有"
        session.flush()
        session.rollback()
    assert found("新题") == ["新题"]
    assert found("没有") == []
    with store.writing() as session:
        session.delete(session.get(Title, title.id))
    assert found("新题") == []


def test_titles_of_an_older_database_are_found(database: str):
    store = open_store(database)
    store.migrate("0002")
    with store.writing() as session:
        session.execute(
            sa.text(
                "INSERT INTO titles (title, author, language, clc, ddc, publisher, subjects, summary) "
                "VALUES ('红楼梦', '曹雪芹', 'zh', '', '', '', '[\"小说\"]', '')"
            )
        )
    store.migrate()
    with store.reading() as session:
        assert search(session, "hlm").total == search(session, "小说").total == 1
    store.migrate("0002")
    assert "search_index" not in sa.inspect(store.engine).get_table_names()
    store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.characters(), max_size=40) | st.text("\"'*()&|!:<->\\%_ \0NEAROT红楼ab", max_size=30)
)
def test_no_text_is_an_error(store: Store, query: str):
    with store.reading() as session:
        search(session, query)


def test_a_whole_title_finds_itself_whatever_is_in_it(store: Store):
    names = [
        '"',
        "a\"b' OR 1",
        "x* NEAR(y)",
        "NOT",
        "AND 红",
        "c++ & c#",
        "σς Σ",
        "İstanbul",
        "x" * 3000,
        "一" * 3000,
    ]
    with store.writing() as session:
        for name in names:
            add_title(session, name)
    with store.reading() as session:
        for name in names[1:]:
            assert search(session, name).hits[0].title == name, name


def test_the_api_tells_what_a_list_shows(site):
    answer = site.client.get("/api/v1/titles", params={"q": "lunyu"})
    assert answer.json() == {
        "titles": [
            {
                "id": 1,
                "title": "论语",
                "author": "孔子",
                "isbn": None,
                "year": None,
                "call_number": "B222.2",
                "dewey": "181.112",
                "available": 17,
                "total": 24,
                "cover": False,
            }
        ],
        "total": 1,
        "more": False,
    }
    with site.store.writing() as session:
        session.execute(sa.update(Loan).values(returned_at=datetime.now(UTC)))
        session.execute(sa.update(Copy).where(Copy.item_class == "dvd").values(place="withdrawn"))
    one = site.client.get("/api/v1/titles", params={"q": "孔子"}).json()["titles"][0]
    assert (one["available"], one["total"]) == (20, 23)


def test_the_api_in_pages_and_its_limits(site):
    with site.store.writing() as session:
        for number in range(7):
            add_title(session, f"Tea {number}")

    def page(**more: object) -> list[str]:
        return [
            one["title"]
            for one in site.client.get("/api/v1/titles", params={"q": "tea", **more}).json()["titles"]
        ]

    assert page(limit=3) == ["Tea 0", "Tea 1", "Tea 2"]
    assert page(limit=3, offset=5) == ["Tea 5", "Tea 6"]
    for bad in (
        {},
        {"q": "x", "limit": 0},
        {"q": "x", "limit": 51},
        {"q": "x", "offset": -1},
        {"q": "x" * 10_001},
    ):
        assert site.client.get("/api/v1/titles", params=bad).status_code == 422
    for odd in ('"', "\0", "x" * 10_000, "' OR 1=1 --"):
        assert site.client.get("/api/v1/titles", params={"q": odd}).json()["titles"] == []
    assert site.client.get("/api/v1/titles?q=x", headers={"Authorization": "Bearer no"}).status_code == 401
