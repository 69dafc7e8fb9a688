"""Which tags of a pad count, and when: J-0 (calm), D-06 (noise at the edge of the field)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.roles import SeenTag, TagContent, TagModel
from kiosk.field import FLICKER_SECONDS, STEADY_SECONDS, UNREADABLE_SECONDS, UNREADABLE_TRIES, Field

CALM = 0.1
A, B = SeenTag("E004010000000001"), SeenTag("E004010000000002")


def content(tag: SeenTag, item: str = "1") -> TagContent:
    return TagContent(tag.uid, TagModel.ISO_28560_2, item)


def counting(field: Field) -> list[str]:
    return [one.content.uid for one in field.lying]


def test_a_tag_counts_once_it_was_read_twice_alike_with_calm_in_between() -> None:
    field = Field(CALM)
    field.saw([A], 0.0, "v1")
    assert field.to_read(0.0) == [A]
    field.read(A.uid, content(A), 0.0)
    assert (counting(field), field.reading) == ([], 1)
    assert field.to_read(0.09) == field.to_read_again(0.09) == []
    assert field.to_read(0.1) == field.to_read_again(0.1) == [A]
    field.read(A.uid, content(A), 0.0)
    assert (counting(field), field.reading) == ([A.uid], 0)
    assert field.lying[0].visit == "v1"
    assert field.to_read(9.0) == [], "a full pad costs one inventory a round"


def test_a_tag_that_changes_identity_between_two_reads_does_not_count() -> None:
    field = Field(CALM)
    field.saw([A], 0.0, "")
    field.read(A.uid, content(A, "1"), 0.0)
    field.read(A.uid, content(A, "2"), 0.0)
    assert counting(field) == []
    field.read(A.uid, content(A, "2"), 0.0)
    assert [one.content.item for one in field.lying] == ["2"]


def test_a_tag_whose_answer_is_lost_once_has_not_been_lifted_and_one_that_is_gone_has() -> None:
    field = Field(0)
    field.saw([A], 0.0, "v1")
    for _ in range(2):
        field.read(A.uid, content(A), 0.0)
    field.saw([], 0.1, "v1")
    assert counting(field) == [A.uid]
    field.saw([A], 0.2, "v1")
    field.saw([], 0.3, "v1")
    field.saw([], STEADY_SECONDS + 0.1, "v1")
    assert counting(field) == [A.uid], "two rounds, but not long enough"
    gone = STEADY_SECONDS + 0.3
    field.saw([], gone, "v1")
    assert counting(field) == []
    field.saw([A], gone + FLICKER_SECONDS + 0.1, "v2")
    assert field.to_read(gone + FLICKER_SECONDS + 0.1) == [A], "who comes back is read anew"
    for _ in range(2):
        field.read(A.uid, content(A), gone + FLICKER_SECONDS + 0.1)
    assert field.lying[0].visit == "v2"


def test_a_tag_that_flickers_stays_with_the_visit_it_was_laid_down_in() -> None:
    field = Field(0)
    field.saw([A], 0.0, "v1")
    for _ in range(2):
        field.read(A.uid, content(A), 0.0)
    field.saw([], 0.5, "v2")
    field.saw([], STEADY_SECONDS + 0.1, "v2")
    assert counting(field) == []
    field.saw([A], FLICKER_SECONDS - 0.1, "v2")
    for _ in range(2):
        field.read(A.uid, content(A), 2.0)
    assert field.lying[0].visit == "v1"


def test_after_the_reader_was_away_all_is_read_anew_and_keeps_its_visit() -> None:
    field = Field(CALM)
    field.saw([A], 0.0, "v1")
    for _ in range(2):
        field.read(A.uid, content(A), 0.0)
    field.doubt()
    assert (counting(field), field.to_read(60.0)) == ([], [A])
    field.saw([A], 60.0, "v2")
    for _ in range(2):
        field.read(A.uid, content(A, "2"), 60.0)
    assert [(one.content.item, one.visit) for one in field.lying] == [("2", "v1")]


def test_a_tag_that_says_something_else_each_time_is_one_that_nobody_can_read() -> None:
    field = Field(0)
    field.saw([A], 0.0, "v1")
    for number in range(2 * UNREADABLE_TRIES):
        field.read(A.uid, content(A, str(number % 2)), number * UNREADABLE_SECONDS)
    assert [one.content.model for one in field.lying] == [TagModel.UNKNOWN]


def test_a_tag_that_nobody_can_read_counts_as_one_in_the_end() -> None:
    field = Field(CALM)
    field.saw([A], 0.0, "v1")
    for number in range(UNREADABLE_TRIES - 1):
        field.not_read(A.uid, UNREADABLE_SECONDS + number)
    assert counting(field) == []
    field.not_read(A.uid, UNREADABLE_SECONDS + 9)
    (lying,) = field.lying
    assert lying.content == TagContent(A.uid, TagModel.UNKNOWN, damaged=True)


def test_a_tag_that_did_not_answer_is_looked_for_before_it_is_read_again() -> None:
    field = Field(CALM)
    field.saw([A], 0.0, "v1")
    field.read(A.uid, content(A), 0.0)
    field.not_read(A.uid, 0.1)
    assert field.to_read_again(1.0) == []
    assert field.to_read(1.0) == [A]


def test_there_is_no_rest_while_there_are_new_tags() -> None:
    field = Field(CALM)
    assert field.rest(0.0, 0.02) == 0.02
    field.saw([A, B], 0.0, "v1")
    assert field.rest(0.0, 0.02) == 0.0
    field.read(A.uid, content(A), 0.0)
    assert field.rest(0.0, 0.02) == 0.0, "B was not read yet"
    field.read(B.uid, content(B), 0.0)
    assert field.rest(0.04, 0.02) == CALM - 0.04
    assert field.rest(0.2, 0.02) == 0.0
    field.read(A.uid, content(A), 0.0)
    field.read(B.uid, content(B), 0.0)
    assert field.rest(0.2, 0.02) == 0.02


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["saw A", "saw B", "saw both", "saw none", "read", "fail"]), st.floats(0, 0.5)
        ),
        max_size=60,
    )
)
def test_whatever_comes_and_goes_there_is_always_something_to_do(steps: list[tuple[str, float]]) -> None:
    """Nothing counts that was not read twice, and a tag that stays, and can be read, always counts in the end."""
    field = Field(CALM)
    now = 0.0
    shown = {"saw A": [A], "saw B": [B], "saw both": [A, B], "saw none": []}
    for what, later in steps:
        now += later
        if what in shown:
            field.saw(shown[what], now, "v")
        for tag in field.to_read(now) if what in ("read", "fail") else []:
            if what == "read":
                field.read(tag.uid, content(tag), now)
            else:
                field.not_read(tag.uid, now)
        assert 0 <= field.rest(now, 0.02) <= CALM + 1e-9
        assert len(counting(field)) + field.reading <= 2
    for _ in range(4):
        now += CALM
        field.saw([A, B], now, "v")
        for tag in field.to_read(now):
            field.read(tag.uid, content(tag), now)
    assert set(counting(field)) == {A.uid, B.uid}
