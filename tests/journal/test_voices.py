"""What readers say on a real disk: nothing lost, nothing twice, nothing left behind, nothing that names a visit."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import VoiceKind
from kiosk import voice
from kiosk.library.port import EntriesRejected, LibraryAway
from kiosk.voice import BATCH, Voice, VoiceDelivery, VoiceNotKept, Voices
from tests.contracts.lines import until

DAY = date(2026, 11, 28)
TEXT = "请多摆几把椅子 😀"


@pytest.fixture
def voices(tmp_path: Path):
    voices = Voices(tmp_path)
    yield voices
    voices.close()


def said(voices: Voices) -> list[Voice]:
    return [*voices.waiting(500, soon=True), *voices.waiting(500, soon=False)]


class Library:
    """Takes each voice once, is away now and then, and may lose its answer."""

    def __init__(self, weather: Sequence[str] = ()) -> None:
        self.heard: dict[str, Voice] = {}
        self.times: dict[str, int] = {}
        self.asked = 0
        self._weather = list(weather)

    def tell(self, voices: Sequence[Voice]) -> set[str]:
        self.asked += 1
        weather = self._weather.pop(0) if self._weather else "fine"
        if weather == "away":
            raise LibraryAway("not reached")
        if weather == "rejects" and len(voices) > 1:
            raise EntriesRejected("422")
        taken = voices[: len(voices) // 2 + 1] if weather == "half" else voices
        for one in taken:
            self.heard[one.key] = one
            self.times[one.key] = self.times.get(one.key, 0) + 1
        if weather == "answer lost":
            raise LibraryAway("the answer was lost")
        return {one.key for one in taken}


def deliver(voices: Voices, library: Library, spread: tuple[float, float] = (0, 0)) -> None:
    """What the thread does, without its waiting, until nothing is left."""
    delivery = VoiceDelivery(voices, library, spread)
    for _ in range(200):
        try:
            if delivery._turn(time.monotonic()) is None and not said(voices):
                return
        except LibraryAway:
            continue
    raise AssertionError("something stays for ever")


def test_what_is_kept_is_there_after_a_restart(tmp_path: Path, voices: Voices):
    voices.keep(VoiceKind.SUGGESTION, DAY, "zh", {"text": TEXT})
    voices.close()
    (one,) = said(Voices(tmp_path))
    assert (one.kind, one.day, one.language, one.body) == (VoiceKind.SUGGESTION, DAY, "zh", {"text": TEXT})


def test_every_write_is_synced(voices: Voices):
    voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 5})
    with voices._using() as (database, _):
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_nothing_on_the_disk_can_be_read_or_joined_with_a_loan(tmp_path: Path, voices: Voices):
    for _ in range(30):
        voices.keep(VoiceKind.DEFECT, DAY, "zh", {"text": TEXT})
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("voices.*"))
    assert TEXT.encode() not in on_disk
    assert DAY.isoformat().encode() not in on_disk
    assert (tmp_path / "voices.key").stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(tmp_path / "voices.db") as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(voices)")]
        assert columns == ["key", "soon", "said"]
        with pytest.raises(sqlite3.OperationalError):  # no number that would tell the order
            raw.execute("SELECT rowid FROM voices")


def test_what_was_taken_leaves_the_disk(tmp_path: Path, voices: Voices):
    voices.keep(VoiceKind.SUGGESTION, DAY, "zh", {"text": TEXT})
    with sqlite3.connect(tmp_path / "voices.db") as raw:
        ((key, sealed),) = raw.execute("SELECT key, said FROM voices").fetchall()
    voices.erase([key])
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert sealed not in on_disk
    assert key.encode() not in on_disk


def test_a_full_disk_is_told_and_room_is_used_again(voices: Voices):
    voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 5})
    with voices._using() as (database, _):
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(VoiceNotKept, match="full"):
        voices.keep(VoiceKind.SUGGESTION, DAY, "zh", {"text": "x" * 9000})
    voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 4})  # the file is opened anew, without our limit
    assert sorted(one.body["score"] for one in said(voices)) == [4, 5]


def test_a_file_of_something_else_and_a_key_that_does_not_fit_stop_nothing(tmp_path: Path):
    (tmp_path / "voices.db").write_bytes(b"no database" * 100)
    voices = Voices(tmp_path)
    with pytest.raises(VoiceNotKept):
        voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 5})
    (tmp_path / "voices.db").unlink()
    voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 5})
    voices.close()
    (tmp_path / "voices.key").write_bytes(b"k" * 32)
    voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 4})
    assert [one.body["score"] for one in said(voices)] == [4]


def test_a_rating_waits_for_a_random_while_and_a_suggestion_does_not(voices: Voices):
    library = Library()
    delivery = VoiceDelivery(voices, library, (60, 120))
    voices.keep(VoiceKind.RATING, DAY, "zh", {"score": 5})
    voices.keep(VoiceKind.SUGGESTION, DAY, "zh", {"text": TEXT})
    pause = delivery._turn(1000.0)
    assert pause is not None
    assert 60 <= pause <= 120
    assert [one.kind for one in library.heard.values()] == [VoiceKind.SUGGESTION]
    voices.keep(VoiceKind.SURVEY, DAY, "zh", {"survey": 1})
    assert delivery._turn(1000.0 + pause / 2) == pytest.approx(pause / 2)
    assert len(library.heard) == 1
    assert delivery._turn(1000.0 + pause) is None
    assert len(library.heard) == 3


def test_the_order_in_which_they_were_said_is_not_the_order_in_which_they_go(voices: Voices):
    for score in range(100):
        voices.keep(VoiceKind.RATING, DAY, "zh", {"score": score})
    library = Library()
    deliver(voices, library)
    scores = [one.body["score"] for one in library.heard.values()]
    assert sorted(scores) == list(range(100)) != scores


def test_the_thread_sends_by_itself_and_ends_when_it_should(voices: Voices, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(voice, "BACK_OFF", (0.05,))
    library = Library(["away"])
    delivery = VoiceDelivery(voices, library, (0, 0))
    voices.kept = delivery.wake
    delivery.start()
    voices.keep(VoiceKind.WISH, DAY, "zh", {"isbn": "9787301048153"})
    assert until(lambda: not said(voices), 10)
    assert len(library.heard) == 1
    delivery.stop()
    delivery.join(5)
    assert not delivery.is_alive()


weather = st.lists(st.sampled_from(["fine", "away", "answer lost", "half", "rejects"]), max_size=12)


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, BATCH + 30), days=weather, restarts=st.integers(0, 2))
def test_whatever_the_network_does_nothing_is_lost_and_nothing_is_another_voice(count, days, restarts):
    with tempfile.TemporaryDirectory() as folder:
        voices = Voices(Path(folder))
        with voices._using() as (database, _):
            database.execute("PRAGMA synchronous = OFF").close()  # the disk is not what is tried here
        for n in range(count):
            voices.keep(VoiceKind.RATING if n % 2 else VoiceKind.WISH, DAY, "zh", {"n": n})
        library = Library(days)
        for _ in range(restarts):
            voices.close()
            voices = Voices(Path(folder))
        deliver(voices, library)
        voices.close()
        assert sorted(one.body["n"] for one in library.heard.values()) == list(range(count))


def test_killed_at_any_moment_what_was_told_as_kept_is_there(tmp_path: Path):
    program = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from config.vocabulary import VoiceKind; from kiosk.voice import Voices\n"
        "voices = Voices(Path(sys.argv[1]))\n"
        "for n in range(10**6):\n"
        "    voices.keep(VoiceKind.RATING, date(2026, 11, 28), 'zh', {'n': n}); print(n, flush=True)\n"
        "    if n % 3 == 2: voices.erase([one.key for one in voices.waiting(9, soon=False) if one.body['n'] == n - 1])\n"
    )
    kept: list[int] = []
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(20):
            kept.append(int(process.stdout.readline()))
        os.kill(process.pid, signal.SIGKILL)
        kept += [int(line) for line in process.stdout.read().split()]
    there = {one.body["n"] for one in said(Voices(tmp_path))}
    erased = {n for n in kept if n % 3 == 1}
    assert set(kept) - erased <= there
    assert len(there) <= len(kept) + 1
