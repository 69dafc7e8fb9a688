"""The demonstration that plays by itself: what a reader would do, on the real wires and the real window, and at
every step a look at what the server has come to believe."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.demo.site import Site

STEP_SECONDS = 25.0
SETTLE_SECONDS = 0.35  # until what slides in has come to rest

ZH_READER = "20001000000012"
EN_READER, EN_PIN = "20001000000020", "2468"
EXPIRED = "20001000000095"
ISBN = "9787020002207"


class Disagreement(Exception):
    """The screen, the slip or the server's records are not what they should be."""


class Play:
    """One performance; :attr:`failures` counts the steps that went wrong."""

    def __init__(self, site: Site, pictures: Path | None) -> None:
        self.failures = 0
        self._site = site
        self._pictures = pictures
        self._shots = 0
        items = site.demo()["items"]
        self._free = [item["barcode"] for item in items if item["status"] == "available"]
        self._reference = next(item["barcode"] for item in items if item["status"] == "reference-only")
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)

    def perform(self) -> int:
        """Every act; the number of steps that failed."""
        for act in (
            self._borrow_and_be_refused,
            self._renew_and_call_help,
            self._return_and_print,
            self._a_stack_of_five,
            self._a_book_scanned_first,
            self._type_the_number,
            self._an_outage,
            self._a_missing_scanner,
            self._walk_away,
            self._a_full_disk,
        ):
            try:
                act()
            except Disagreement as wrong:
                self.failures += 1
                print(f"FAIL {wrong}", flush=True)
                self._picture("failure")
                self._back_to_welcome()
        for number, slip in enumerate(self._site.slips, 1):
            if self._pictures:
                shutil.copy(slip.picture, self._pictures / f"slip-{number}.png")
        return self.failures

    # --- the acts -----------------------------------------------------------------------------------------

    def _borrow_and_be_refused(self) -> None:
        book = self._free[0]
        with self._step("the welcome page invites"):
            self._see(page="welcome", text="请刷读者证")
            self._picture("welcome-zh")
        with self._step("a scanned card opens the visit, without a touch"):
            self._until(self._first_scan, "the scanner was not opened")
        with self._step("a book is lent, and the server has it"):
            self._scan(book)
            self._see(text="已借出")
            self._server(f"/items/{book}", lambda item: item["status"] == "checked-out" and item["due"])
        with self._step("a reference book is refused with its reason, and stays"):
            self._scan(self._reference)
            self._see(text="这本书仅限馆内阅览。")
            self._server(f"/items/{self._reference}", lambda item: item["status"] == "reference-only")
        with self._step("a bookshop's bar code is told from the library's"):
            self._scan(ISBN)
            self._see(text="这是书店的条码。")
            self._picture("borrow-zh")

    def _renew_and_call_help(self) -> None:
        with self._step("my loans"):
            self._touch("way-account")
            self._see(page="account")
            before = self._loans(ZH_READER)
            self._picture("account-zh")
        with self._step("one is renewed, and its due date moves in the server's records"):
            item = next(
                loan["item"]
                for loan in before.values()
                if loan["renewals"] == 0 and loan["due"] < _latest(before)
            )
            self._touch(f"renew-{item}")
            self._see(text="已续借")
            self._until(
                lambda: self._loans(ZH_READER)[item]["due"] > before[item]["due"], "the due date did not move"
            )
            self._picture("renewed-zh")
        with self._step("a call for help is in the server's list, without a name"):
            self._touch("help")
            self._see(text="需要什么帮助？")
            self._picture("help-zh")
            self._touch("help-item")
            self._see(text="不需要了")  # however it stands: it can be ended
            self._server(
                "/help-calls", lambda said: [call["page"] for call in said["help_calls"]] == ["account"]
            )
            self._picture("help-sent-zh")
            self._touch("help-close")

    def _return_and_print(self) -> None:
        book = self._free[0]
        with self._step("the book comes back"):
            self._touch("way-return")
            self._see(page="return")
            self._scan(book)
            self._see(text="已归还")
            self._picture("return-zh")
            self._server(f"/items/{book}", lambda item: item["status"] == "available" and item["due"] is None)
        with self._step("the slip says what was done"):
            self._touch("finish")
            self._see(page="slip")
            self._picture("slip-choice-zh")
            self._touch("slip-paper")
            self._see(page="goodbye")
            self._picture("goodbye-zh")
            self._until(lambda: self._site.slips, "no slip came out")
            self._expect("红楼梦" in self._site.slips[0].text, "the slip does not name the book")
            self._see(page="welcome")

    def _a_stack_of_five(self) -> None:
        stack = self._free[6:11]
        with self._step("five books laid on the pad are counted before there is a card"):
            self._site.pad.tell(f":only {' '.join(stack)}")
            self._see(page="welcome", text="感应区上有 5 件")
            self._picture("welcome-stack-zh")
        with self._step("the card, and all five are lent: the server and the tags agree"):
            self._scan(ZH_READER)
            self._until(lambda: self._count("已借出") == 5, "not all five are lent")
            self._picture("borrow-stack-zh")
            for book in stack:
                self._server(f"/items/{book}", lambda item: item["status"] == "checked-out")
            self._until(lambda: self._gates(stack) == {("C2", False)}, "the gate would alarm for a book")
            self._leave()
            self._site.pad.tell(":only")
        with self._step("laid there again they come back, and the gate guards them"):
            self._see(page="welcome")
            self._touch("return")
            self._site.pad.tell(f":only {' '.join(stack)}")
            self._until(lambda: self._count("已归还") == 5, "not all five are back")
            self._picture("return-stack-zh")
            for book in stack:
                self._server(f"/items/{book}", lambda item: item["status"] == "available")
            self._until(lambda: self._gates(stack) == {("07", True)}, "the gate would let a book pass")
            self._leave()
            self._site.pad.tell(":only")
            self._see(page="welcome")

    def _a_book_scanned_first(self) -> None:
        book = self._free[11]
        with self._step("a book that was scanned is asked onto the pad too, and then passes the gate"):
            self._scan(ZH_READER)
            self._see(page="borrow", text="请把书放到感应区")
            self._scan(book)
            self._see(text="请把它也放到感应区一下")
            self._picture("borrow-lay-too-zh")
            self._server(f"/items/{book}", lambda item: item["status"] == "checked-out")
            self._expect(self._gates([book]) == {("07", True)}, "the tag was changed from afar")
            self._site.pad.tell(f":only {book}")
            self._until(lambda: self._gates([book]) == {("C2", False)}, "the gate would alarm")
            self._leave()
            self._site.pad.tell(":only")
            self._see(page="welcome")

    def _type_the_number(self) -> None:
        with self._step("in English; an expired card borrows nothing and is told why"):
            self._touch("language-en")
            self._see(text="Scan your card")
            self._picture("welcome-en")
            self._scan(EXPIRED)
            self._see(page="borrow", text="Your card ended")
            self._picture("borrow-blocked-en")
            self._touch("finish")
            self._see(page="welcome")
        with self._step("a typed number wants a PIN, and a wrong one is told"):
            self._touch("language-en")
            self._touch("type-card")
            self._see(page="identify")
            self._keys(EN_READER[:6])
            self._picture("identify-en")
            self._keys(EN_READER[6:])
            self._touch("key-go")
            self._see(page="pin")
            self._keys("0000")
            self._touch("key-go")
            self._see(text="4 tries left")
            self._picture("pin-wrong-en")
        with self._step("the right PIN opens the visit"):
            self._keys(EN_PIN)
            self._touch("key-go")
            self._see(page="borrow")

    def _an_outage(self) -> None:
        books = self._free[2:4]
        with self._step("the network goes; books are lent all the same, and honestly"):
            self._site.relay.pull()
            for book in books:
                self._scan(book)
            self._see(text="recorded here")
            self._until(
                lambda: sum("recorded here" in text for text in self._texts()) >= 2, "not both are kept"
            )
            self._picture("borrow-outage-en")
            for book in books:
                self._server(f"/items/{book}", lambda item: item["status"] == "available")
        with self._step("the slip is a code on the screen"):
            self._touch("finish")
            self._see(page="slip")
            self._touch("slip-screen")
            time.sleep(SETTLE_SECONDS)
            self._picture("slip-code-en")
            self._touch("finish")
            self._see(page="goodbye")
            self._picture("goodbye-en")
        with self._step("the network is back, and each loan arrives exactly once by itself"):
            self._see(page="welcome")
            self._site.relay.plug()
            for book in books:
                self._server(f"/items/{book}", lambda item: item["status"] == "checked-out")
            self._until(lambda: self._waiting() == 0, "entries still wait in the journal")
            mine = [loan["item"] for loan in self._site.ask_server(f"/patrons/{EN_READER}")["loans"]]
            self._expect(sorted(set(mine) & set(books)) == sorted(books), "a loan is missing")
            self._expect(len(mine) == len(set(mine)), "a loan is there twice")

    def _a_missing_scanner(self) -> None:
        with self._step("an unplugged scanner is a missing function, and its return is noticed"):
            self._site.scanner.tell(":unplug")
            self._see(text="扫描窗暂时不能用")
            self._picture("no-scanner-zh")
            self._site.scanner.tell(":plug")
            self._see(text="请刷读者证")

    def _walk_away(self) -> None:
        with self._step("who walks away is warned, and then nothing of the visit is left"):
            self._scan(ZH_READER)
            self._see(page="borrow")
            self._see(text="我还需要时间")
            self._picture("idle-zh")
            self._see(page="welcome")
            self._expect(not any("王" in text for text in self._texts()), "the reader's name is still there")

    def _a_full_disk(self) -> None:
        with self._step("a journal that cannot be written stops the machine, and it recovers by itself"):
            self._scan(ZH_READER)
            self._see(page="borrow")
            with sqlite3.connect(self._journal, isolation_level=None) as journal:
                journal.execute("BEGIN IMMEDIATE")
                self._scan(self._free[5])
                self._see(page="out-of-service")
                self._picture("out-of-service-zh")
                self._touch("help")
                self._see(text="需要什么帮助？")
                self._touch("help-close")
                journal.execute("ROLLBACK")
            journal.close()
            self._server(f"/items/{self._free[5]}", lambda item: item["status"] == "available")
            self._see(page="welcome")

    # --- hands, eyes, and the server's books ----------------------------------------------------------------

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        try:
            yield
        except Disagreement as wrong:
            raise Disagreement(f"{name}: {wrong}") from None
        print(f"ok   {name}", flush=True)

    def _scan(self, label: str) -> None:
        self._site.scanner.tell(label)

    def _first_scan(self) -> bool:
        """The page is there a moment before the scanner is: like a reader, try again."""
        self._scan(ZH_READER)
        again = time.monotonic() + 1
        while self._page() != "borrow":
            if time.monotonic() > again:
                return False
            time.sleep(0.05)
        return True

    def _touch(self, what: str) -> None:
        self._until(
            lambda: self._site.ask_robot(do="touch", what=what)["ok"],
            f"{what} is not on the {self._page()} page",
        )

    def _keys(self, digits: str) -> None:
        for digit in digits:
            self._touch(f"key-{digit}")

    def _see(self, *, page: str = "", text: str = "") -> None:
        def seen() -> bool:
            said = self._site.ask_robot(do="see")
            return page in ("", said["page"]) and (not text or any(text in one for one in said["texts"]))

        self._until(seen, f"page {page or 'any'} with “{text}” did not come")

    def _count(self, text: str) -> int:
        """How often it is on the screen."""
        return sum(one.startswith(text) for one in self._texts())

    def _gates(self, items: list[str]) -> set[tuple[str, bool]]:
        """AFI and EAS of their tags."""
        tags = self._site.tags()
        return {(tags[item]["afi"], tags[item]["eas"]) for item in items}

    def _leave(self) -> None:
        self._touch("finish")
        self._see(page="slip")
        self._touch("slip-none")
        self._see(page="goodbye")

    def _page(self) -> str:
        return str(self._site.ask_robot(do="see")["page"])

    def _texts(self) -> list[str]:
        return list(self._site.ask_robot(do="see")["texts"])

    def _picture(self, name: str) -> None:
        if self._pictures:
            self._shots += 1
            time.sleep(SETTLE_SECONDS)
            self._site.ask_robot(do="picture", path=str(self._pictures / f"{self._shots:02}-{name}.png"))

    def _server(self, path: str, agrees: Callable[[Any], object]) -> None:
        self._until(lambda: agrees(self._site.ask_server(path)), f"the server's {path} does not agree")

    def _loans(self, card: str) -> dict[str, Any]:
        return {loan["item"]: loan for loan in self._site.ask_server(f"/patrons/{card}")["loans"]}

    @property
    def _journal(self) -> Path:
        return self._site.folder / "kiosk-data" / "journal.db"

    def _waiting(self) -> int:
        with sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True) as journal:
            found: int = journal.execute("SELECT count(*) FROM entries WHERE answer IS NULL").fetchone()[0]
        journal.close()
        return found

    def _until(self, true: Callable[[], object], otherwise: str) -> None:
        deadline = time.monotonic() + STEP_SECONDS
        while not true():
            if (dead := self._site.dead()) is not None:
                raise dead.failure("ended by itself")
            if time.monotonic() > deadline:
                raise Disagreement(otherwise)
            time.sleep(0.05)

    def _expect(self, true: object, otherwise: str) -> None:
        if not true:
            raise Disagreement(otherwise)

    def _back_to_welcome(self) -> None:
        """After a failure the next act begins with a fresh page."""
        self._site.relay.plug()
        for what in ("help-close", "finish", "slip-none", "finish"):
            self._site.ask_robot(do="touch", what=what)
            time.sleep(0.2)


def _latest(loans: dict[str, Any]) -> str:
    return max(str(loan["due"]) for loan in loans.values())
