"""Which of the tags a pad sees count: read twice alike, and lying still for a moment. Pure; time comes in.

A tag at the edge of the field comes and goes, a hand with a book passes by, a reader makes a mistake once: none of
that may become a loan. And a tag whose answer is lost once has not been lifted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.roles import SeenTag, TagContent, TagModel
from kiosk.state import Lying

ABSENT_SECONDS = 0.4
STEADY_SECONDS = 1.0
"""As long may a tag that counts stay silent before it has been lifted: at the edge of the field, or near metal."""
FLICKER_SECONDS = 1.5
"""Who is back after so short a silence was not laid down anew: it keeps the visit in which it was."""
ABSENT_ROUNDS = 2
UNREADABLE_SECONDS = 1.5
UNREADABLE_TRIES = 4


@dataclass(slots=True)
class _Sighting:
    tag: SeenTag
    visit: str
    since: float
    last: float
    missed: int = 0
    content: TagContent | None = None  # as read last
    counts: bool = False
    failures: int = 0


class Field:
    """The tags of one pad, in order of appearance. ``calm`` is how long a tag must lie, in seconds."""

    def __init__(self, calm: float) -> None:
        self._calm = calm
        self._seen: dict[str, _Sighting] = {}
        self._gone: dict[str, tuple[str, float]] = {}
        """By UID: the visit of a tag that was lifted, and when it was seen last."""

    def saw(self, tags: Sequence[SeenTag], now: float, visit: str) -> None:
        """An inventory of the whole field."""
        for tag in tags:
            sighting = self._seen.get(tag.uid)
            if sighting is None:
                before, left = self._gone.pop(tag.uid, (visit, 0.0))
                flickers = now - left < FLICKER_SECONDS
                self._seen[tag.uid] = _Sighting(tag, before if flickers else visit, now, now)
            else:
                sighting.last, sighting.missed = now, 0
        here = {tag.uid for tag in tags}
        for uid, sighting in list(self._seen.items()):
            if uid not in here:
                sighting.missed += 1
                enough = STEADY_SECONDS if sighting.counts else ABSENT_SECONDS
                if sighting.missed >= ABSENT_ROUNDS and now - sighting.last >= enough:
                    self.lifted(uid)
        self._gone = {uid: one for uid, one in self._gone.items() if now - one[1] < FLICKER_SECONDS}

    def lifted(self, uid: str) -> None:
        """A tag is not there any more, if it was."""
        if (sighting := self._seen.pop(uid, None)) is not None:
            self._gone[uid] = (sighting.visit, sighting.last)

    def doubt(self) -> None:
        """The reader was away: what lies there has to be read anew, but was not laid there anew."""
        for sighting in self._seen.values():
            sighting.counts, sighting.content, sighting.failures = False, None, 0

    def to_read(self, now: float) -> list[SeenTag]:
        """The tags that need reading after an inventory: a new one at once, and again when it has lain still."""
        return [
            one.tag
            for one in self._seen.values()
            if not one.counts and not one.missed and (one.content is None or now - one.since >= self._calm)
        ]

    def to_read_again(self, now: float) -> list[SeenTag]:
        """The tags that may be read a second time without another inventory: that they answer is proof enough. One
        that did not answer is looked for first."""
        return [one.tag for one in self._lying_still() if now - one.since >= self._calm]

    def rest(self, now: float, longest: float) -> float:
        """Seconds until there is something to do: none while there are new tags, all of ``longest`` while there is
        nothing to read."""
        still = self._lying_still()
        if len(still) < self.reading:
            return 0.0
        return max(0.0, min((one.since + self._calm - now for one in still), default=longest))

    def _lying_still(self) -> list[_Sighting]:
        return [
            one
            for one in self._seen.values()
            if one.content is not None and not (one.counts or one.missed or one.failures)
        ]

    def read(self, uid: str, content: TagContent, now: float) -> None:
        """A tag was read: if twice alike, it counts. Another content starts anew, and is a failure."""
        sighting = self._seen[uid]
        if sighting.content not in (None, content):
            self.not_read(uid, now)
        if not sighting.counts:
            sighting.counts = sighting.content == content
            sighting.content = content

    def not_read(self, uid: str, now: float) -> None:
        """A tag is there, and reading it failed. In the end it counts as one that nobody can read."""
        sighting = self._seen[uid]
        sighting.failures += 1
        if sighting.failures >= UNREADABLE_TRIES and now - sighting.since >= UNREADABLE_SECONDS:
            sighting.content = TagContent(uid, TagModel.UNKNOWN, damaged=True)
            sighting.counts = True

    @property
    def lying(self) -> tuple[Lying, ...]:
        return tuple(
            Lying(one.content, one.visit) for one in self._seen.values() if one.counts and one.content
        )

    @property
    def reading(self) -> int:
        """How many tags are seen but do not count yet."""
        return sum(not one.counts for one in self._seen.values())
