"""The words the kiosk and the central server agreed on: they travel on the wire and rest in both databases.

Codes are stable for ever: a code may be added, never renamed. Each :class:`Code` has a sentence and a next
step in every translation (``resources/words/*.ftl``). Only the standard library may be imported here, because
the pure rules import this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique


@unique
class EntryKind(StrEnum):
    """What a journal entry asks of the library system."""

    CHECKOUT = "checkout"
    CHECKIN = "checkin"
    RENEWAL = "renewal"
    HELP_CALL = "help-call"  # press the button; details as `server.help.calls.Ticket` reads them
    HELP_ROWS = "help-rows"  # what stands refused while a call is open, when it changes; details: call, rows
    HELP_SAID = "help-said"  # the reader writes to who answers; details: call; text
    HELP_ENDED = "help-ended"  # no help is needed any more; details: call, ended (HelpEnd)
    HELP_DONE = "help-done"  # what became of an instruction; details: call, number, result (Instructed)


@unique
class HelpStage(StrEnum):
    """How far a call for help is."""

    WAITING = "waiting"
    ACCEPTED = "accepted"  # somebody says that they come, or write
    ARRIVED = "arrived"
    ENDED = "ended"


@unique
class HelpEnd(StrEnum):
    """How a call for help ended."""

    SOLVED = "solved"
    LEFT = "left"  # the reader went away
    TIMED_OUT = "timed-out"  # nothing was heard of it any more


@unique
class HelpSays(StrEnum):
    """What a line of the conversation is; the comment says what its ``about`` holds."""

    TEXT = "text"
    POINT = "point"  # HelpPart, or "row:" and a row's key; empty: at nothing any more
    RELEASE = "release"  # a row's key: it may be borrowed all the same
    MORE_TIME = "more-time"
    END_VISIT = "end-visit"
    MAINTENANCE = "maintenance"  # empty: it begins; "end"


@unique
class HelpPart(StrEnum):
    """A part of the page or of the machine that staff can point at."""

    SCANNER = "scanner"
    CARD_READER = "card-reader"
    PAD = "pad"
    PRINTER = "printer"
    KEYPAD = "keypad"
    BACK = "back"
    FINISH = "finish"
    LANGUAGES = "languages"


@unique
class Instructed(StrEnum):
    """What became of an instruction staff gave a kiosk."""

    DONE = "done"
    NOT_POSSIBLE = "not-possible"
    TOO_LATE = "too-late"  # the visit is over


@unique
class HelpCause(StrEnum):
    """What a call was about, as staff saw it when they closed it."""

    CARD = "card"
    LABEL = "label"  # bar code not readable
    TAG = "tag"
    DEVICE = "device"
    RULE = "rule"  # a rule of the house, explained or overruled
    ACCOUNT = "account"
    HOW_TO = "how-to"
    LIBRARY_SYSTEM = "library-system"
    NOBODY_THERE = "nobody-there"
    OTHER = "other"


@unique
class VoiceKind(StrEnum):
    """What readers say, each by itself and without a name; the comment says what its ``body`` holds."""

    RATING = "rating"  # score: 1 to 5
    SUGGESTION = "suggestion"  # text, contact
    WISH = "wish"  # isbn, text, contact
    DEFECT = "defect"  # text
    SURVEY = "survey"  # survey: its id; answers
    SIGNUP = "signup"  # meeting: its id; name, contact, people
    FAQ_VIEWED = "faq-viewed"  # entry: its id; language
    FAQ_HELPED = "faq-helped"  # entry, language
    FAQ_UNHELPED = "faq-unhelped"  # entry, language
    FAQ_SEARCHED = "faq-searched"  # query, language, found: how many


@unique
class QuestionKind(StrEnum):
    """How a question of a survey is answered; the comment says what an answer is."""

    CHOICE = "choice"  # the id of an option
    CHOICES = "choices"  # a list of ids
    SCALE = "scale"  # 1 to 5
    YES_NO = "yes-no"  # "yes" or "no"
    TEXT = "text"


@unique
class ItemStatus(StrEnum):
    """Where a copy is, as ``GET /api/v1/items/{barcode}`` says it."""

    AVAILABLE = "available"
    CHECKED_OUT = "checked-out"
    ON_HOLD_SHELF = "on-hold-shelf"
    IN_TRANSIT = "in-transit"
    REFERENCE_ONLY = "reference-only"
    WITHDRAWN = "withdrawn"
    MISSING = "missing"
    LOST = "lost"
    DAMAGED = "damaged"


@unique
class Result(StrEnum):
    """The library system's answer to one entry."""

    APPLIED = "applied"
    REFUSED = "refused"


@unique
class Topic(StrEnum):
    """What an event of ``GET /api/v1/events`` is about; the comment says what its ``about`` holds."""

    ITEM = "item"  # barcode
    TITLE = "title"  # id
    PATRON = "patron"  # id; for staff
    ACCOUNT = "account"  # the same for a kiosk: the mark it was given with the reader's account
    HOLD = "hold"  # id of the title
    POLICY = "policy"
    TEXT = "text"  # name
    HELP_CALL = "help-call"  # key
    FAQ = "faq"  # id of the entry
    QUESTIONS = "questions"  # what readers are asked: rating, surveys, meetings, published answers
    VOICE = "voice"  # what readers said; for staff
    KIOSK = "kiosk"  # id
    CATALOGUE = "catalogue"  # many titles and items at once
    RESET = "reset"  # events were missed: read everything again


@unique
class TextName(StrEnum):
    """The texts a library changes while everything runs; each in any language."""

    LIBRARY_NAME = "library-name"
    HOTLINE = "hotline"
    OPENING_HOURS = "opening-hours"
    WELCOME_NOTICE = "welcome-notice"
    EMAIL = "email"
    WECHAT = "wechat"  # the address its QR code leads to
    SOCIAL = "social"  # further accounts, a line each


@unique
class Code(StrEnum):
    """Why something was refused, or what is worth knowing about something that was done.

    The comment names the parameters that travel with the code.
    """

    # The patron
    PATRON_UNKNOWN = "patron-unknown"
    CARD_EXPIRED = "card-expired"  # on: ISO date
    CARD_LOST = "card-lost"
    PATRON_BLOCKED = "patron-blocked"
    TOO_MANY_LOANS = "too-many-loans"  # count, limit
    TOO_MANY_OVERDUE = "too-many-overdue"  # count
    FINES_OWED = "fines-owed"  # owed, limit: decimal strings; currency: ISO 4217
    GUARDIAN_NEEDED = "guardian-needed"
    LINKED_ACCOUNT_BLOCKED = "linked-account-blocked"
    PIN_WRONG = "pin-wrong"  # tries_left
    PIN_LOCKED = "pin-locked"  # minutes
    # The item
    ITEM_UNKNOWN = "item-unknown"
    ITEM_REFERENCE_ONLY = "item-reference-only"
    ITEM_ON_HOLD = "item-on-hold"
    ITEM_ON_LOAN = "item-on-loan"
    ITEM_ALREADY_YOURS = "item-already-yours"  # due: ISO date-time
    ITEM_IN_TRANSIT = "item-in-transit"
    ITEM_WITHDRAWN = "item-withdrawn"
    ITEM_NOT_FOR_YOU = "item-not-for-you"
    CLASS_LIMIT = "class-limit"  # item_class, count, limit
    ITEM_FOREIGN = "item-foreign"  # owner: ISIL
    ITEM_NOT_READY = "item-not-ready"
    ITEM_DAMAGED = "item-damaged"
    COOL_OFF = "cool-off"  # on: ISO date from which it may be lent again
    ITEM_NEEDS_LIBRARY = "item-needs-library"
    # The item's tags
    TAG_UNREADABLE = "tag-unreadable"
    TWO_TAGS = "two-tags"
    PARTS_MISSING = "parts-missing"  # missing: "2, 3"; parts
    SETS_MIXED = "sets-mixed"  # missing, parts
    PUT_BACK_TO_BORROW = "put-back-to-borrow"
    PUT_BACK_TO_RETURN = "put-back-to-return"
    STILL_LOCKED = "still-locked"
    STILL_OPEN = "still-open"
    LAY_ON_PAD = "lay-on-pad"
    # Renewal
    RENEWAL_LIMIT = "renewal-limit"  # limit; due: ISO date-time that remains
    RENEWAL_NOT_YOURS = "renewal-not-yours"
    RENEWAL_ON_HOLD = "renewal-on-hold"  # due: ISO date-time that remains
    # Holds
    HOLD_LIMIT = "hold-limit"  # count, limit
    HOLD_PLACED_ALREADY = "hold-placed-already"
    HOLD_NO_COPY = "hold-no-copy"
    HOLD_NOT_FOR_YOU = "hold-not-for-you"
    # Notes on something that was done
    ALREADY_RETURNED = "already-returned"
    RETURNED_LATE = "returned-late"  # days
    FINE_CHARGED = "fine-charged"  # owed: decimal string; currency: ISO 4217
    FOUND_AGAIN = "found-again"
    FOR_HOLD_SHELF = "for-hold-shelf"
    FOR_TRANSIT = "for-transit"  # branch; branch_zh, branch_en: its names
    CARD_ENDS_FIRST = "card-ends-first"  # on: ISO date
    # The entry itself
    NOT_CONFIRMED = "not-confirmed"
    ENTRY_MALFORMED = "entry-malformed"
    KEY_REUSED = "key-reused"
    # A code this program does not know: its sender is newer
    ASK_STAFF = "ask-staff"  # code: the one that was sent
    # The kiosk's own
    CARD_FIRST = "card-first"
    CARD_NOT_BOOK = "card-not-book"
    ANOTHER_CARD = "another-card"
    CARD_ON_PAD = "card-on-pad"
    TWO_CARDS = "two-cards"
    CARD_LEFT = "card-left"
    ITEMS_HERE = "items-here"  # count
    ITEMS_LEFT = "items-left"  # count
    ITEMS_OVER = "items-over"  # limit
    OPEN_AT_FINISH = "open-at-finish"  # put_back, unrecorded
    SCAN_ISBN = "scan-isbn"
    ISBN_WRONG = "isbn-wrong"
    LABEL_UNREADABLE = "label-unreadable"
    CARD_UNREADABLE = "card-unreadable"
    LIBRARY_SILENT = "library-silent"
    PIN_NEEDS_LIBRARY = "pin-needs-library"
    NOT_RECORDED = "not-recorded"
    SLIP_FAILED = "slip-failed"
    SOMETHING_FAILED = "something-failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the facts its sentence needs; JSON ``{"code": …, "params": {…}}``."""

    code: Code
    params: Mapping[str, str | int] = field(default_factory=dict)
