"""What the forms do: each subject once through."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa

from config.vocabulary import ItemStatus, TextName
from server import patron_import
from server.circulation.charges import add_charge
from server.enrol import enrol_with_code, kiosk_of
from server.patrons import find_patron, wrong_pin
from server.store.help_tables import HelpCall
from server.store.tables import (
    AuditLine,
    Branch,
    Charge,
    ClosedDay,
    Copy,
    Hold,
    Loan,
    LoanPolicy,
    Patron,
    Staff,
    Text,
)
from server.texts import set_text
from tests.console.conftest import BOOKS, ORIGIN, OTHER, READER, Desk


def kept(page: str) -> dict[str, str]:
    """The hidden fields of the desk, as the browser would send them on."""
    form = page[page.index('class="scan"') :].split("</form>")[0]
    fields = re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields if name != "form_token"}


def scan(desk: Desk, page: str, number: str) -> str:
    return desk.post("/desk/scan", **kept(page), scan=number).text


def loans(desk: Desk) -> list[tuple[str, bool]]:
    with desk.store.reading() as session:
        rows = session.execute(
            sa.select(Copy.barcode, Loan.returned_at).join(Loan.copy).order_by(Loan.id)
        ).all()
    return [(barcode, returned is None) for barcode, returned in rows]


def audited(desk: Desk, what: str) -> list[tuple[str, str, dict]]:
    with desk.store.reading() as session:
        lines = session.scalars(sa.select(AuditLine).where(AuditLine.what == what).order_by(AuditLine.id))
        return [(line.who, line.about, line.details) for line in lines]


def test_the_desk_lends_renews_and_takes_back(desk: Desk):
    desk.sign_in("librarian")
    page = scan(desk, desk.get("/desk").text, READER)
    assert "王小明" in page
    lent = scan(desk, page, BOOKS[0])
    assert "lent until" in lent
    assert loans(desk) == [(BOOKS[0], True)]
    assert "renewed until" in desk.post("/desk/renew", **kept(lent)).text
    back = scan(desk, desk.get("/desk/returns").text, BOOKS[0])
    assert "taken back" in back
    assert loans(desk) == [(BOOKS[0], False)]


def test_it_is_lent_where_the_librarian_works(desk: Desk):
    with desk.store.writing() as session:
        session.execute(sa.update(Staff).values(branch="east"))
    desk.sign_in("librarian")
    scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    with desk.store.reading() as session:
        assert session.scalars(sa.select(Loan.branch)).all() == ["east"]


def test_a_form_sent_twice_lends_once_and_another_book_from_it_is_another_loan(desk: Desk):
    desk.sign_in("librarian")
    page = scan(desk, desk.get("/desk").text, READER)
    scan(desk, page, BOOKS[0])
    scan(desk, desk.get("/desk/returns").text, BOOKS[0])
    assert "lent until" in scan(desk, page, BOOKS[0])
    assert loans(desk) == [(BOOKS[0], False)], "the first answer again, and no second loan"
    assert "lent until" in scan(desk, page, BOOKS[1])
    assert loans(desk) == [(BOOKS[0], False), (BOOKS[1], True)]


def test_a_refusal_shows_its_reasons_and_is_overruled_with_one(desk: Desk):
    with desk.store.writing() as session:
        find_patron(session, READER).blocked = True
    desk.sign_in("librarian")
    refused = scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    assert "not lent" in refused
    assert "The account is blocked." in refused
    assert "Lift the block there, or overrule." in refused
    asked = {**kept(refused), "item": BOOKS[0], "kind": "checkout"}
    assert "Overruling needs a reason" in desk.post("/desk/overrule", **asked, why=" ").text
    assert loans(desk) == []
    assert "lent until" in desk.post("/desk/overrule", **asked, why="the director said so").text
    assert loans(desk) == [(BOOKS[0], True)]
    [(who, about, details)] = audited(desk, "checkout-override")
    assert (who, about, details["reason"]) == ("librarian", BOOKS[0], "the director said so")


def test_what_cannot_be_overruled_offers_no_form(desk: Desk):
    desk.sign_in("librarian")
    scan(desk, scan(desk, desk.get("/desk").text, OTHER), BOOKS[0])
    refused = scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    assert "still on somebody" in refused
    assert "/desk/overrule" not in refused
    asked = {**kept(refused), "item": BOOKS[0], "kind": "checkout", "why": "please"}
    assert "not lent" in desk.post("/desk/overrule", **asked).text
    assert len(loans(desk)) == 1


def test_the_next_reader_sees_nothing_of_the_one_before(desk: Desk):
    desk.sign_in("librarian")
    page = scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    after = scan(desk, page, OTHER)
    assert "Jane Smith" in after
    assert "王小明" not in after
    assert BOOKS[0] not in after


def test_one_sees_only_ones_own_answers(desk: Desk):
    desk.sign_in("librarian")
    page = scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    theirs = kept(page)
    desk.sign_in("administrator")
    assert "lent until" not in desk.post("/desk/scan", **theirs, scan="nothing").text


def test_an_item_without_a_card_tells_who_has_it(desk: Desk):
    desk.sign_in("librarian")
    scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    page = scan(desk, desk.get("/desk").text, BOOKS[0])
    assert "王小明" in page
    assert "on loan" in page
    assert "Neither a card nor an item" in scan(desk, page, "999")
    claimed = desk.post("/desk/claim", **kept(page), item=BOOKS[0]).text
    assert "No fine grows" in claimed


def test_a_reader_is_added_found_blocked_and_gets_a_pin_once(desk: Desk):
    desk.sign_in("librarian")
    assert "This is needed" in desk.post("/patrons/new", barcode="", name="").text
    assert (
        "Somebody has this card"
        in desk.post("/patrons/new", barcode=READER, name="x", patron_class="adult").text
    )
    made = desk.post(
        "/patrons/new",
        barcode="2000000000009",
        name="新 Reader",
        patron_class="adult",
        guardian=READER,
        language="",
    )
    pin = re.search(r'id="pin">(\d{6})<', made.text)[1]
    with desk.store.reading() as session:
        patron = find_patron(session, "2000000000009")
        assert patron.guardian_id == find_patron(session, READER).id
    now = datetime.now(UTC)
    assert wrong_pin(desk.store, "2000000000009", pin, now) is None
    assert pin not in desk.get(f"/patrons/{patron.id}").text
    again = re.search(r'id="pin">(\d{6})<', desk.post(f"/patrons/{patron.id}/pin").text)[1]
    assert wrong_pin(desk.store, "2000000000009", pin, now) is not None or pin == again
    assert wrong_pin(desk.store, "2000000000009", again, now) is None
    assert "新 Reader" in desk.post("/patrons", q="reader").text
    assert desk.post("/patrons", q="2000000000009").headers["location"] == f"/console/patrons/{patron.id}"
    assert "Nobody found" in desk.post("/patrons", q="%").text, "a sign of the pattern is no pattern"
    desk.post(f"/patrons/{patron.id}/block", why="owes a book since 1999")
    assert "owes a book" in desk.get(f"/patrons/{patron.id}").text
    desk.post(f"/patrons/{patron.id}/unblock")
    desk.post(f"/patrons/{patron.id}/cards", number="04:a2:3b:1c", kind="uid")
    desk.post(f"/patrons/{patron.id}/cards/lost", number="04A23B1C", lost="1")
    with desk.store.reading() as session:
        assert find_patron(session, "04a23b1c").id == patron.id
        told = str([(line.what, line.about, line.details) for line in session.scalars(sa.select(AuditLine))])
    assert "Reader" not in told, "the audit log holds no name"
    assert pin not in told
    assert {"patron-added", "pin-reset", "patron-blocked", "card-lost"} <= set(
        re.findall(r"'([a-z-]+)', '2000", told)
    )


def test_a_new_card_opens_what_the_lost_one_no_longer_does(desk: Desk):
    desk.sign_in("librarian")
    desk.post("/patrons/1/cards/lost", number=READER, lost="1")
    assert "reported lost" in desk.get("/patrons/1").text
    desk.post("/patrons/1/cards", number="20000000000099", kind="barcode")
    assert "may borrow" in desk.get("/patrons/1").text
    page = scan(desk, desk.get("/desk").text, "20000000000099")
    assert "reported lost" not in page
    scan(desk, page, BOOKS[0])
    page = scan(desk, desk.get("/desk").text, READER)
    assert "reported lost" in page
    assert 'id="reader" class="stack" aria-label="Reader">' in page, (
        "looking again would show no card's account"
    )
    assert "reported lost" in scan(desk, page, BOOKS[1])
    page = desk.get("/desk/reader/1").text  # no card was shown: a good one of theirs will do
    desk.post("/desk/scan", **{**kept(page), "card": OTHER}, scan=BOOKS[1])  # and somebody else's is none
    assert loans(desk) == [(BOOKS[0], True), (BOOKS[1], True)]
    with desk.store.reading() as session:
        assert set(session.scalars(sa.select(Loan.patron_id))) == {1}


def test_a_loan_by_the_hour_says_the_time_of_day(desk: Desk):
    desk.sign_in("librarian")
    with desk.store.writing() as session:
        policy = session.get_one(LoanPolicy, ("adult", "book", "*"))
        policy.loan_days, policy.loan_hours = 0, 2
        session.add(Branch(code="main", opens=clock(8, 30), closes=clock(8, 31)))
    page = scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    again = scan(desk, page, BOOKS[0])
    for shown in (
        page,
        again,
        desk.get("/patrons/1").text,
        desk.get("/titles/1").text,
        desk.get("/copies/1").text,
    ):
        assert re.search(r"(due|until) [^<]* 08:30", shown), shown


def test_fines_are_paid_in_parts_and_waived_with_a_reason(desk: Desk):
    with desk.store.writing() as session:
        patron = find_patron(session, READER)
        charge = add_charge(session, patron, Decimal("5.00"), datetime.now(UTC))
        session.flush()
        numbers = {"charge": charge.id}
    desk.sign_in("librarian")
    assert "¥5.00" in desk.get("/fines").text.replace("CN¥", "¥")
    path = f"/fines/{patron.id}/settle"
    pay = {**numbers, "amount": "2.00", "kind": "payment", "key": "k1"}
    assert desk.post(path, **pay).status_code == 303
    assert desk.post(path, **pay).status_code == 303, "sent twice, taken once"
    assert "no more than is owed" in desk.post(path, **numbers, amount="9", kind="payment", key="k2").text
    assert "write why" in desk.post(path, **numbers, amount="3", kind="waiver", key="k3").text
    assert "An amount such as" in desk.post(path, **numbers, amount="NaN", kind="payment", key="k4").text
    assert desk.post(path, **numbers, amount="3", kind="waiver", key="k5", note="a flood").status_code == 303
    with desk.store.reading() as session:
        assert session.get_one(Charge, charge.id).outstanding == 0
    assert "Owes nothing" in desk.get(f"/fines/{patron.id}").text


def test_a_fine_says_for_what_and_is_settled_from_the_line_that_charged_it(desk: Desk):
    with desk.store.writing() as session:
        session.execute(sa.update(LoanPolicy).values(fine_per_day=Decimal("0.50")))
    desk.sign_in("librarian")
    scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    with desk.store.writing() as session:
        late = datetime.now(UTC) - timedelta(days=9)
        session.execute(sa.update(Loan).values(lent_at=late, due=late + timedelta(days=4)))
        patron = find_patron(session, READER).id
    back = scan(desk, desk.get("/desk/returns").text, BOOKS[0])
    assert f'href="/console/fines/{patron}">Settle it now' in back
    assert "Returned late · 红楼梦" in desk.get(f"/fines/{patron}").text
    with desk.store.reading() as session:
        numbers = {"charge": session.scalar(sa.select(Charge.id))}
    refused = desk.post(
        f"/fines/{patron}/settle", **numbers, amount="99", note="what I wrote", kind="payment", key="k1"
    ).text
    assert '<details class="more" open>' in refused
    assert 'value="99"' in refused
    assert 'value="what I wrote"' in refused


def test_titles_copies_and_holds(desk: Desk):
    desk.sign_in("librarian")
    assert "no ISBN" in desk.post("/titles/new", title="茶经", isbn="9787020002208").text
    made = desk.post(
        "/titles/new", title="茶经", author="陆羽", isbn="978-7-02-000220-7", subjects="茶\n饮料"
    )
    number = int(re.search(r"titles/(\d+)", made.headers["location"])[1])
    assert "茶经" in desk.get("/titles?q=陆羽").text
    assert (
        desk.post(f"/titles/{number}/copies", barcode="3999", item_class="book", price="20").status_code
        == 303
    )
    assert (
        "A copy has this number"
        in desk.post(f"/titles/{number}/copies", barcode="3999", item_class="book").text
    )
    assert desk.get("/titles?q=3999").headers["location"] == f"/console/titles/{number}"
    with desk.store.reading() as session:
        copy = session.scalar(sa.select(Copy).where(Copy.barcode == "3999"))
    assert "No reader has this card" in desk.post(f"/titles/{number}/hold", card="nobody").text
    assert desk.post(f"/titles/{number}/hold", card=READER).status_code == 303
    refused = desk.post(f"/titles/{number}/hold", card=READER).text
    assert "There is a hold on it already" in refused
    assert "茶经" in desk.get("/holds/fetch").text
    back = scan(desk, desk.get("/desk/returns").text, "3999")
    assert "Put it on the hold shelf" in back
    assert "茶经" in desk.get("/holds").text
    with desk.store.reading() as session:
        hold = session.scalars(sa.select(Hold)).one()
    desk.post(f"/holds/{hold.id}/cancel", then="/console/holds")
    for state, place in (
        ("missing", ItemStatus.MISSING),
        ("damaged", ItemStatus.DAMAGED),
        ("withdrawn", ItemStatus.WITHDRAWN),
        ("reference-only", ItemStatus.REFERENCE_ONLY),
        ("available", ItemStatus.AVAILABLE),
    ):
        assert desk.post(f"/copies/{copy.id}/state", state=state).status_code == 200
        with desk.store.reading() as session:
            assert session.get_one(Copy, copy.id).place == place
    scan(desk, scan(desk, desk.get("/desk").text, READER), "3999")
    assert "Take it back first" in desk.post(f"/copies/{copy.id}/state", state="missing").text
    lost = desk.post(f"/copies/{copy.id}/state", state="lost").text
    assert "王小明 was charged CN¥20.00" in lost
    assert "/console/fines/1" in lost
    with desk.store.reading() as session:
        assert session.scalars(sa.select(Charge.amount)).all() == [Decimal("20.00")]
    assert [line[0] for line in audited(desk, "copy-lost")] == ["librarian"]


def test_damage_is_charged_to_the_last_reader_and_says_so(desk: Desk):
    desk.sign_in("librarian")
    assert "Charge for damage" not in desk.get("/copies/1").text, "nobody had it"
    scan(desk, scan(desk, desk.get("/desk").text, READER), BOOKS[0])
    scan(desk, desk.get("/desk/returns").text, BOOKS[0])
    assert "To 王小明, who had it last" in desk.get("/copies/1").text
    wrong = desk.post("/copies/1/state", state="damaged", amount="12,5").text
    assert 'value="12,5"' in wrong, "what was typed stands there again"
    damaged = desk.post("/copies/1/state", state="damaged", amount="12.50").text
    assert "王小明 was charged CN¥12.50" in damaged
    assert "/console/fines/1" in damaged


def test_the_house_sets_its_rules(desk: Desk):
    desk.sign_in("administrator")
    assert desk.post("/branches/new", code="east", name_en="East", day_1="1", day_2="1").status_code == 303
    assert "There is one with this code" in desk.post("/branches/new", code="east", day_1="1").text
    assert "At least one day" in desk.post("/branches/new", code="west").text
    assert (
        "opening before the closing"
        in desk.post("/branches/east", day_1="1", opens="18:00", closes="09:00").text
    )
    policy = {"patron_class": "*", "item_class": "dvd", "branch": "east", "fine_per_day": "0.50"}
    numbers = {"loan_days": 7, "loan_hours": 0, "loan_limit": 3, "renewal_limit": 0, "fine_grace_days": 1}
    numbers |= {"cool_off_days": 0, "hold_limit": 0, "hold_shelf_days": 0}
    assert "A whole number" in desk.post("/policies/edit", **policy, **{**numbers, "loan_days": "many"}).text
    assert "Days or hours" in desk.post("/policies/edit", **policy, **{**numbers, "loan_days": 0}).text
    assert desk.post("/policies/edit", **policy, **numbers).status_code == 303
    assert desk.post("/policies/class", name="child", loan_limit="5", needs_guardian="1").status_code == 303
    assert (
        "at most three months"
        in desk.post("/calendar/close", first="2027-02-06", last="3027-02-12", branch="*").text
    )
    desk.post("/calendar/close", first="2027-02-06", last="2027-02-12", branch="*", why="Spring Festival")
    assert "6 Feb 2027 – 12 Feb 2027" in desk.get("/calendar").text
    desk.post("/texts", **{"hotline_en": "010-1234", "welcome-notice_zh": "周一闭馆"})
    with desk.store.reading() as session:
        assert session.get_one(Branch, "east").open_weekdays == "12"
        assert session.get_one(LoanPolicy, ("*", "dvd", "east")).fine_per_day == Decimal("0.50")
        assert len(session.scalars(sa.select(ClosedDay)).all()) == 7
        assert session.get_one(Text, ("welcome-notice", "zh")).text == "周一闭馆"
    desk.post("/calendar/open", first="2027-02-06", last="2027-02-12", branch="*")
    desk.post("/policies/remove", patron_class="*", item_class="dvd", branch="east")
    with desk.store.reading() as session:
        assert session.scalars(sa.select(ClosedDay)).all() == []
        assert session.get(LoanPolicy, ("*", "dvd", "east")) is None
    assert len(audited(desk, "policy-saved")) == 1
    desk.post("/patrons/1/edit", name="王小明", patron_class="adult", phone="1", expires_on="2030-01-01")
    log = desk.get("/audit").text
    assert "days on the hold shelf: 0" in log
    assert "changed: ends on, phone" in log


def test_a_code_lets_a_kiosk_in_and_its_key_is_taken(desk: Desk):
    desk.sign_in("technician")
    assert "Letters, digits" in desk.post("/kiosks/enrol", kiosk="a b").text
    code = re.search(r'id="code">([^<]+)<', desk.post("/kiosks/enrol", kiosk="entrance-1").text)[1]
    assert code not in desk.get("/kiosks").text
    with desk.store.writing() as session:
        kiosk, key = enrol_with_code(session, code, datetime.now(UTC))
    assert kiosk == "entrance-1"
    assert "enrolled, not seen yet" in desk.get("/kiosks").text
    desk.post("/kiosks/entrance-1/revoke")
    with desk.store.reading() as session:
        assert kiosk_of(session, key) is None
    assert desk.post("/kiosks/nowhere/revoke").status_code == 404


def test_a_help_call_is_answered_once(desk: Desk):
    now = datetime.now(UTC)
    with desk.store.writing() as session:
        call = HelpCall(key="k-1", kiosk_id="entrance-1", occurred_at=now, received_at=now)
        call.page, call.code, call.reason = "borrow", "", "item"
        session.add(call)
    desk.sign_in("librarian")
    assert "An item is not read" in desk.get("/help-calls").text
    desk.post("/help-calls/k-1/accept")
    desk.sign_in("administrator")
    desk.post("/help-calls/k-1/accept")
    with desk.store.reading() as session:
        assert session.get_one(HelpCall, "k-1").answered_by == "librarian"
    assert len(audited(desk, "help-call-answered")) == 1


def test_the_console_goes_by_the_name_that_staff_gave(desk: Desk):
    assert "Pinewood" in desk.get("/sign-in").text
    with desk.store.writing() as session:
        set_text(session, TextName.LIBRARY_NAME, "en", "Cedar Hill")
    assert "Cedar Hill" in desk.get("/sign-in").text
    desk.sign_in("viewer")
    assert "Pinewood" not in desk.get("/").text
    assert "Cedar Hill" in desk.get("/", **{"Accept-Language": "zh"}).text, (
        "better another language than none"
    )
    assert "Main library" in desk.get("/branches").text


def test_an_empty_library_says_how_to_begin(desk: Desk):
    desk.sign_in("administrator")
    assert "Before you open" not in desk.get("/").text
    with desk.store.writing() as session:
        session.execute(sa.delete(Patron))
    begin = desk.get("/").text
    assert re.search(r'href="/console/import">2\..*\n?.*done', begin), "there are titles"
    assert "Enrol the first kiosk" in begin
    assert "There are no readers yet" in desk.get("/patrons").text
    desk.sign_in("librarian")
    assert "Before you open" not in desk.get("/").text


def send(desk: Desk, path: str, name: str, content: bytes) -> None:
    answer = desk.client.post(
        f"/console{path}",
        data={"form_token": desk.form_token},
        files={"file": (name, content)},
        headers={"Origin": ORIGIN},
    )
    assert answer.headers["location"] == f"/console{path}"


def settled(desk: Desk, path: str) -> str:
    """The page of an import once nothing more is done behind it."""
    deadline = time.monotonic() + 30
    while "http-equiv" in (text := desk.get(path).text):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return text


def test_a_file_is_looked_at_and_then_imported(desk: Desk):
    table = "title,author,isbn,barcode\n茶经,陆羽,,3555\n,nobody,,3556\n水经注,郦道元,,3557\n"
    desk.sign_in("librarian")

    send(desk, "/import", "rubbish.bin", b"no records at all")
    assert "rubbish.bin:" in settled(desk, "/import")
    send(desk, "/import", "<b>.csv", table.encode())
    shown = settled(desk, "/import")
    assert "&lt;b&gt;.csv" in shown
    assert "水经注" in shown
    assert "Rejected records" in shown
    assert "Import 2 records" in shown
    assert "Nothing found" in desk.get("/titles?q=茶经").text, "nothing is written yet"
    desk.post("/import/write", item_class="book")
    desk.post("/import/write", item_class="book")
    assert "The import is done" in settled(desk, "/import")
    assert "茶经" in desk.get("/titles?q=茶经").text
    with desk.store.reading() as session:
        assert session.scalar(sa.select(Copy.item_class).where(Copy.barcode == "3557")) == "book"
    desk.post("/import/forget")
    assert "Choose a file" in desk.get("/import").text


def test_readers_come_from_a_table(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    table = "number,name,class\n2111,新 One,adult\n2112,,adult\n" + READER + ",Wang,adult\n"
    slow = patron_import.pin_hash

    def hashed(pin: str) -> str:
        with desk.store.writing() as session:  # while PINs are made ready a kiosk can write
            set_text(session, TextName.HOTLINE, "en", "010")
        return slow(pin)

    monkeypatch.setattr(patron_import, "pin_hash", hashed)
    desk.sign_in("librarian")
    send(desk, "/patrons/import", "readers.csv", table.encode())
    shown = settled(desk, "/patrons/import")
    assert "Import 2 readers" in shown
    assert "Line 3" in shown
    with desk.store.reading() as session:
        assert find_patron(session, "2111") is None, "nothing is written yet"
    desk.post("/patrons/import/write", give_pins="1")
    done = settled(desk, "/patrons/import")
    assert "1 new, 1 changed" in done
    pin = re.search(r"2111</td><td class=\"code\">(\d+)<", done)[1]
    assert wrong_pin(desk.store, "2111", pin, datetime.now(UTC)) is None
    desk.post("/patrons/import/write")
    assert len(audited(desk, "patrons-imported")) == 1, "sent twice, written once"
    assert pin in desk.get("/patrons/import").text, "until they are handed over"
    desk.post("/patrons/import/forget")
    assert pin not in desk.get("/patrons/import").text
    send(desk, "/patrons/import", "readers.csv", b"nothing,of,use\n1,2,3\n")
    assert "readers.csv:" in settled(desk, "/patrons/import")


def test_the_address_in_a_code_of_wechats_own(desk: Desk):
    desk.sign_in("administrator")
    for address in ("http://weixin.qq.com/r/abc", "https://example.org/follow"):
        assert desk.post("/texts", wechat_zh=address).status_code == 303


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("email_en", "desk@library", "One e-mail address"),
        ("email_en", "a@library.cn, b@library.cn", "One e-mail address"),
        ("wechat_zh", "http://weixin.qq.com.example.org/r/abc", "begins with https://"),
        ("wechat_zh", "http://example.org/r/abc", "begins with https://"),
        ("wechat_zh", "https://weixin.qq.com/r/a b", "begins with https://"),
        ("wechat_zh", "https://weixin.qq.com/" + "a" * 300, "begins with https://"),
        ("social_en", "a\nb\nc\nd\ne", "At most four lines"),
        ("social_en", "a\r\n\r\nb", "At most four lines"),
    ],
)
def test_a_way_to_reach_the_library_that_is_none(desk: Desk, field: str, text: str, sentence: str):
    desk.sign_in("administrator")
    answer = desk.post("/texts", **{"hotline_en": "010-1234", field: text})
    assert answer.status_code == 422
    assert sentence in answer.text
    with desk.store.reading() as session:
        assert session.scalars(sa.select(Text)).all() == []  # all of them or none


def test_the_ways_to_reach_the_library_are_seen_as_a_kiosk_shows_them(desk: Desk):
    desk.sign_in("administrator")
    given = {
        "email_en": "desk@library.cn",
        "wechat_en": "https://weixin.qq.com/r/abc",
        "social_en": "Weibo @pinewood\r\nXiaohongshu <pinewood>",
    }
    assert desk.post("/texts", **given).status_code == 303
    page = desk.get("/texts").text
    assert '<p class="" data-shows="social_en">Weibo @pinewood\nXiaohongshu &lt;pinewood&gt;</p>' in page
    assert page.count("<figure>") == 1
    assert "<path" in page[page.index("<figure>") :]
