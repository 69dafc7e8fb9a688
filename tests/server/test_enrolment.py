"""A kiosk becomes one of the library's by a code that works once, for a quarter of an hour."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from server.api.enrolment import TRIES_AN_ADDRESS, TRIES_IN_ALL, WINDOW_SECONDS, Tries
from server.enrol import (
    CODE_ALPHABET,
    CODE_LIFE,
    CodeEnded,
    CodeUnknown,
    enrol_with_code,
    open_enrolment,
    revoke,
)
from server.store.database import Store
from server.store.tables import AuditLine, Enrolment, Kiosk
from tests.server.conftest import Site

NOW = datetime.now(UTC)


def opened(store: Store, kiosk: str = "kiosk-2", now: datetime | None = None) -> str:
    with store.writing() as session:
        return open_enrolment(session, kiosk, "east", "wang", now or datetime.now(UTC))


def knock(site: Site, code: str) -> tuple[int, dict]:
    said = site.client.post("/api/v1/enrol", json={"code": code}, headers={"Authorization": ""})
    return said.status_code, said.json()


def works(site: Site, key: str) -> bool:
    said = site.client.get("/api/v1/policies", headers={"Authorization": f"Bearer {key}"})
    assert said.status_code in (200, 401)
    return said.status_code == 200


def test_a_code_makes_a_kiosk_once(site: Site):
    code = opened(site.store)
    assert len(code) == 9
    assert set(code) <= {*CODE_ALPHABET, "-"}
    status, said = knock(site, f"  {code.lower().replace('-', ' ')} ")
    assert status == 200
    assert (said["kiosk"], said["branch"]) == ("kiosk-2", "east")
    assert works(site, said["key"])
    assert knock(site, code)[1]["code"] == "enrolment-code-unknown"
    with site.store.reading() as session:
        assert session.get_one(Kiosk, "kiosk-2").branch == "east"
        lines = session.execute(
            sa.select(AuditLine.who, AuditLine.what, AuditLine.about).order_by(AuditLine.id)
        ).all()
    assert lines == [
        ("wang", "enrolment-opened", "kiosk-2"),
        ("kiosk:kiosk-2", "kiosk-enrolled", "kiosk-2"),
    ]


def test_neither_code_nor_key_is_kept(site: Site):
    code = opened(site.store)
    with site.store.reading() as session:
        kept = session.scalars(sa.select(Enrolment.code_hash)).all()
    assert not any(part in str(kept) for part in (code, code.replace("-", "")))
    said = site.client.post("/api/v1/enrol", json={"code": code})
    assert said.headers["cache-control"] == "no-store"
    key = said.json()["key"]
    assert len(key) >= 43  # 256 bits
    with site.store.reading() as session:
        assert key not in session.scalars(sa.select(Kiosk.key_hash)).all()


def test_a_code_ends(store: Store):
    code = opened(store, now=NOW)
    with pytest.raises(CodeEnded), store.writing() as session:
        enrol_with_code(session, code, NOW + CODE_LIFE)
    with store.writing() as session:
        assert enrol_with_code(session, code, NOW + CODE_LIFE - timedelta(seconds=1))[0] == "kiosk-2"


def test_too_late_and_mistyped_are_told_apart(site: Site):
    late = opened(site.store, now=NOW - timedelta(hours=1))
    assert knock(site, late)[0] == 410
    assert knock(site, "AAAA-AAAA")[0] == 404
    for wrong in ("", "0" * 64, "\0", "' OR 1=1 --", "借阅"):
        assert knock(site, wrong)[0] == 404
    assert knock(site, "0" * 65)[0] == 422


def test_a_newer_code_ends_the_older_one(store: Store):
    first, second = opened(store, now=NOW), opened(store, now=NOW)
    other = opened(store, "kiosk-3", now=NOW)
    with pytest.raises(CodeUnknown), store.writing() as session:
        enrol_with_code(session, first, NOW)
    with store.writing() as session:
        assert enrol_with_code(session, second, NOW)[0] == "kiosk-2"
        assert enrol_with_code(session, other, NOW)[0] == "kiosk-3"


@pytest.mark.parametrize("name", ["", "a b", "a/b", "x" * 65, '"', "a\n", "借"])
def test_a_kiosks_name_is_one_that_a_settings_file_takes(name: str):
    with pytest.raises(ValueError, match="letters"):
        open_enrolment(None, name, "main", "wang", NOW)


def test_two_bring_one_code_at_once(site: Site):
    code = opened(site.store)
    start = threading.Barrier(8)

    def bring(_: int) -> int:
        start.wait()
        return knock(site, code)[0]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(bring, range(8))) == [200] + [404] * 7


def test_enrolled_again_the_former_key_ends(site: Site):
    first = knock(site, opened(site.store))[1]["key"]
    second = knock(site, opened(site.store))[1]["key"]
    assert (works(site, first), works(site, second)) == (False, True)


def test_a_revoked_key_opens_nothing_until_the_kiosk_is_enrolled_again(site: Site):
    key = knock(site, opened(site.store))[1]["key"]
    code = opened(site.store)
    with site.store.writing() as session:
        revoke(session, "kiosk-2", NOW, by="wang")
        revoke(session, "kiosk-2", NOW + timedelta(days=1), by="wang")  # said twice, done once
    assert not works(site, key)
    assert knock(site, code)[0] == 404  # a code from before went with it
    with site.store.reading() as session:
        assert session.get_one(Kiosk, "kiosk-2").revoked_at == NOW
        who = session.scalars(sa.select(AuditLine.who).where(AuditLine.what == "kiosk-revoked")).all()
    assert who == ["wang"]
    again = knock(site, opened(site.store))[1]["key"]
    assert (works(site, key), works(site, again)) == (False, True)
    with pytest.raises(LookupError), site.store.writing() as session:
        revoke(session, "kiosk-9", NOW)


def test_a_guesser_is_told_to_wait(site: Site):
    for _ in range(TRIES_AN_ADDRESS):
        assert knock(site, "AAAA-AAAA")[0] == 404
    code = opened(site.store)
    said = site.client.post("/api/v1/enrol", json={"code": code})
    assert (said.status_code, said.json()["code"]) == (429, "too-many-tries")
    assert 0 < int(said.headers["retry-after"]) <= WINDOW_SECONDS + 1


def test_wrong_tries_are_counted_by_address_and_in_all_and_forgotten():
    now = 0.0
    tries = Tries(lambda: now)
    for _ in range(TRIES_AN_ADDRESS):
        assert tries.count("a") == 0
    assert tries.count("a") == WINDOW_SECONDS
    assert tries.count("b") == 0
    tries.forgive("b")
    now = 10.0
    for n in range(TRIES_IN_ALL - TRIES_AN_ADDRESS):
        assert tries.count(f"c{n}") == 0
    assert tries.count("d") == WINDOW_SECONDS - 10
    now = WINDOW_SECONDS
    assert tries.count("a") == 0
