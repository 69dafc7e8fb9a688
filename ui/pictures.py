"""``python -m ui.pictures DIR``: every page in every look, and one sheet with all of them, to be looked at.

The states are scripted here; nothing of the core runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config.vocabulary import (
    Code,
    EntryKind,
    HelpPart,
    HelpSays,
    HelpStage,
    QuestionKind,
    Reason,
    TextName,
    VoiceKind,
)
from drivers.roles import Role, TagContent, TagModel, Usage
from kiosk.events import Event
from kiosk.faq import Answer as Words
from kiosk.faq import Category, Faq, Picture
from kiosk.faq import Entry as Question
from kiosk.questions import Answered, Meeting, Option, Questions, Survey
from kiosk.questions import Question as Asked
from kiosk.state import (
    Browse,
    Call,
    Case,
    DeviceState,
    HelpLine,
    HelpNews,
    HelpOffer,
    HelpPanel,
    HelpStep,
    Hold,
    HoldState,
    Loan,
    Lying,
    Outcome,
    OwnLine,
    Page,
    Patron,
    Pointing,
    SlipChoice,
    State,
    Tell,
    TellPage,
    Visit,
)
from ui.look import DESIGN_SIZE, Look, Orientation

if TYPE_CHECKING:
    from ui.app import Screen

TODAY = date(date.today().year, 4, 19)
LIBRARY = {"zh": "江城图书馆", "en": "Jiangcheng Library"}
HOTLINE = "027-8765 4321"
SETTLE_MS = 120
DRAWINGS = Path(__file__).parent.parent / "resources" / "faq"


class StillDesk:
    """A desk on which nothing happens but what is put there."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.posted: list[Event] = []
        self._watchers: list[Callable[[State], None]] = []

    def post(self, event: Event) -> None:
        self.posted.append(event)

    def watch(self, callback: Callable[[State], None]) -> None:
        self._watchers.append(callback)

    def put(self, state: State) -> None:
        """Let the screen see another state."""
        self.state = state
        for callback in self._watchers:
            callback(state)


def day(month: int, number: int) -> datetime:
    return datetime(TODAY.year, month, number, 23, 59, tzinfo=UTC)


def case(
    item: str,
    outcome: Outcome,
    title: str = "",
    author: str = "",
    kind: EntryKind = EntryKind.CHECKOUT,
    **facts: object,
) -> Case:
    return replace(
        Case(
            key=f"{kind.value}-{item}",
            kind=kind,
            item=item,
            outcome=outcome,
            asked_at=0.0,
            title=title,
            author=author,
        ),
        **facts,
    )


DREAM = case("30000000010015", Outcome.DONE, "红楼梦", "曹雪芹", due=day(5, 3))
PRIDE = case("30000000010023", Outcome.DONE, "Pride and Prejudice", "Jane Austen", due=day(5, 3))
HELD = case("30000000010031", Outcome.NOT_POSSIBLE, "西游记", "吴承恩", reasons=(Reason(Code.ITEM_ON_HOLD),))
WALLET = case("30000000010049", Outcome.WAITING)
LONG = case(
    "30000000010056",
    Outcome.DONE,
    "The Life and Strange Surprizing Adventures of Robinson Crusoe, of York, Mariner: Who lived Eight and Twenty Years",
    "Daniel Defoe",
    due=day(4, 28),
    notes=(Reason(Code.CARD_ENDS_FIRST, {"on": f"{TODAY.year}-04-28"}),),
)
KEPT = case("30000000010064", Outcome.KEPT_LOCALLY, due=day(4, 26), provisional=True)
KEPT_TOO = case("30000000010072", Outcome.KEPT_LOCALLY, due=day(4, 26), provisional=True)
CHECKIN = EntryKind.CHECKIN
BACK = case("30000000010080", Outcome.DONE, "骆驼祥子", "老舍", CHECKIN)
LATE = case(
    "30000000010098",
    Outcome.DONE,
    "Walden",
    "Henry David Thoreau",
    CHECKIN,
    notes=(Reason(Code.RETURNED_LATE, {"days": 3}),),
)
SHELF = case("30000000010106", Outcome.DONE, "边城", "沈从文", CHECKIN, notes=(Reason(Code.FOR_HOLD_SHELF),))
TWICE = case(
    "30000000010114", Outcome.DONE, "Emma", "Jane Austen", CHECKIN, notes=(Reason(Code.ALREADY_RETURNED),)
)
ALIEN = case("30000000010122", Outcome.NOT_POSSIBLE, kind=CHECKIN, reasons=(Reason(Code.ITEM_UNKNOWN),))
PUT = case("30000000010130", Outcome.PUT_BACK, "呐喊", "鲁迅", due=day(5, 3))

LOANS = (
    Loan("30000000010148", "三国演义", day(4, 16), "罗贯中", overdue=True),
    Loan("30000000010155", "Great Expectations", day(4, 21), "Charles Dickens", renewals=1),
    Loan("30000000010163", "朝花夕拾", day(5, 2), "鲁迅"),
    Loan("30000000010171", "Moby-Dick; or, The Whale", day(5, 3), "Herman Melville"),
)
RENEWAL = EntryKind.RENEWAL
RENEWED = (
    case(
        LOANS[0].item,
        Outcome.NOT_POSSIBLE,
        kind=RENEWAL,
        reasons=(Reason(Code.RENEWAL_ON_HOLD, {"due": f"{TODAY.year}-04-16"}),),
    ),
    case(LOANS[1].item, Outcome.DONE, kind=RENEWAL, due=day(5, 12)),
    case(LOANS[2].item, Outcome.WAITING, kind=RENEWAL),
)
MAIN = {"zh": "总馆", "en": "Main Library"}
HOLDS = (
    Hold("1", "野草", "鲁迅", HoldState.WAITING, place=2, pickup=MAIN),
    Hold(
        "2", "Middlemarch", "George Eliot", HoldState.IN_TRANSIT, pickup={"zh": "东湖分馆", "en": "East Lake"}
    ),
    Hold("3", "史记", "司马迁", HoldState.READY, pickup=MAIN, until=TODAY + timedelta(days=5)),
)
READER = Patron("20000000000017", name="王小明", loans=LOANS, loan_limit=10)
JANE = replace(READER, name="Jane Smith")
BLOCKED = replace(
    READER,
    fines="8.20",
    currency="CNY",
    reasons=(
        Reason(Code.CARD_EXPIRED, {"on": f"{TODAY.year}-04-01"}),
        Reason(Code.FINES_OWED, {"owed": "8.20", "limit": "5.00", "currency": "CNY"}),
        Reason(Code.TOO_MANY_OVERDUE, {"count": 3}),
    ),
)
POSTER = {
    "zh": "本馆周一闭馆整理。暑期少儿阅览室每晚开放到八点，欢迎带孩子来读书。",
    "en": "We are closed on Mondays. In summer the children's room stays open until eight in the evening: "
    "come and read.",
}
HOURS = {"zh": "周二至周日 9:00–20:00，周一闭馆", "en": "Tuesday to Sunday 9 am – 8 pm, closed on Mondays"}
REACHED = {
    TextName.WELCOME_NOTICE: POSTER,
    TextName.OPENING_HOURS: HOURS,
    TextName.EMAIL: {"": "help@jclib.example"},
    TextName.WECHAT: {"": "https://weixin.qq.com/r/jieyue"},
    TextName.SOCIAL: {"zh": "微博 @江城图书馆\n抖音 江城图书馆", "en": "Mastodon @jclib@social.example"},
}
DEVICES = (
    DeviceState("scanner", Role.BARCODE_SCANNER, up=True),
    DeviceState("printer", Role.RECEIPT_PRINTER, up=True),
)
PAD = (*DEVICES, DeviceState("pad", Role.ITEM_PAD, up=True), DeviceState("card", Role.PATRON_CARD, up=True))


def lying(*items: str, visit: str = "v", usage: Usage = Usage.CIRCULATING) -> tuple[Lying, ...]:
    """Tags of these items on the pad."""
    return tuple(
        Lying(TagContent(f"E00401{item[-10:]}", TagModel.ISO_28560_2, item, usage=usage), visit)
        for item in items
    )


UNFINISHED = case(
    "30000000010189",
    Outcome.PUT_BACK,
    "围城",
    "钱锺书",
    due=day(5, 3),
    granted=Outcome.DONE,
    reasons=(Reason(Code.PUT_BACK_TO_BORROW),),
)
LOCKED = replace(UNFINISHED, key="locked", given_up=True, reasons=(Reason(Code.STILL_LOCKED),))
HALF_SET = case(
    "30000000010197", Outcome.WAITING, notes=(Reason(Code.PARTS_MISSING, {"missing": "2", "parts": 3}),)
)


SURVEY = Survey(
    1,
    {"zh": "自习室问卷", "en": "The reading room"},
    TODAY,
    TODAY,
    5,
    (
        Asked(
            "a",
            QuestionKind.CHOICE,
            {"zh": "您今天主要来做什么？", "en": "What brought you here today?"},
            (
                Option("1", {"zh": "借书或还书", "en": "Borrowing or returning"}),
                Option("2", {"zh": "自习", "en": "A place to study"}),
                Option("3", {"zh": "参加活动", "en": "A meeting or a talk"}),
                Option("4", {"zh": "带孩子看书", "en": "Reading with my child"}),
                Option("5", {"zh": "随便看看", "en": "Just looking around"}),
            ),
        ),
        Asked(
            "b",
            QuestionKind.CHOICES,
            {"zh": "您常用哪些服务？", "en": "Which of these do you use?"},
            (
                Option("1", {"zh": "自助借还", "en": "The kiosks"}),
                Option("2", {"zh": "预约图书", "en": "Holds"}),
                Option("3", {"zh": "电子书", "en": "E-books"}),
                Option("4", {"zh": "参考咨询", "en": "Asking a librarian"}),
            ),
        ),
        Asked(
            "c",
            QuestionKind.SCALE,
            {"zh": "自习室的安静程度，您满意吗？", "en": "Is the reading room quiet enough for you?"},
        ),
        Asked(
            "d",
            QuestionKind.YES_NO,
            {
                "zh": "晚上开放到十点，您会来吗？",
                "en": "Would you come if we stayed open until ten at night?",
            },
        ),
        Asked(
            "e",
            QuestionKind.TEXT,
            {"zh": "还有什么想告诉我们？", "en": "Anything else you would like to say?"},
        ),
    ),
)
EVENING = datetime(TODAY.year, 5, 9, 19, 0, tzinfo=UTC)
QUESTIONS = Questions(
    5,
    (SURVEY,),
    (
        Meeting(
            1,
            {"zh": "春日读书会：《边城》", "en": "Spring reading circle: Border Town"},
            EVENING,
            {
                "zh": "一起读沈从文的《边城》，聊聊湘西的山水与人情。没读过也欢迎。",
                "en": "We read Shen Congwen's Border Town together. Come even if you have not read it.",
            },
            {"zh": "三楼报告厅", "en": "Lecture hall, third floor"},
            seats_left=12,
        ),
        Meeting(
            2,
            {"zh": "故事时间（3–6 岁）", "en": "Story time (ages 3 to 6)"},
            EVENING + timedelta(days=3, hours=-9),
            {"zh": "请家长陪同。", "en": "With a grown-up, please."},
            {"zh": "少儿阅览室", "en": "Children's room"},
            seats_left=0,
        ),
        Meeting(
            3,
            {"zh": "修书体验：如何补好一本旧书", "en": "Mending old books"},
            EVENING + timedelta(days=10),
            {},
            {"zh": "总馆一楼", "en": "Main Library, ground floor"},
            cancelled=True,
        ),
    ),
    (
        Answered(
            "自习室晚上六点就关，下班来不及。",
            {
                "zh": "五月起，自习室每天开放到晚上九点。",
                "en": "From May on the reading room stays open until nine in the evening.",
            },
            TODAY - timedelta(days=20),
        ),
        Answered(
            "More English novels, please!",
            {
                "zh": "新到英文小说 120 册，在二楼 I561 架。",
                "en": "120 new English novels are on the second floor.",
            },
            TODAY - timedelta(days=41),
        ),
    ),
)
SUGGESTED = {
    "zh": "儿童区的椅子太高，孩子坐着脚够不到地。能不能换几把矮一点的？另外希望饮水机旁边放一次性纸杯。",
    "en": "The chairs in the children's area are too high for small feet. Could there be a few lower ones?",
}


def scenes(language: str) -> Iterator[tuple[str, State]]:
    """Each page, and each thing that can stand on it, in a language."""
    reader = READER if language == "zh" else JANE
    calm = State(devices=DEVICES, today=TODAY, now=100.0, language=language)
    no_scanner = (replace(DEVICES[0], up=False), DEVICES[1])
    no_printer = (DEVICES[0], replace(DEVICES[1], up=False))

    def at(page: Page, **facts: object) -> State:
        visit = Visit(id="v", page=page, language=language, deadline=180.0)
        if page not in (Page.IDENTIFY, Page.PIN, Page.GOODBYE):
            visit = replace(visit, patron=reader)
        return replace(calm, visit=replace(visit, **facts))

    yield "welcome", calm
    told = replace(calm, texts={TextName.WELCOME_NOTICE: POSTER, TextName.OPENING_HOURS: HOURS})
    yield "welcome-reached", replace(calm, texts=REACHED)
    yield "welcome-told", told
    yield "welcome-told-notice", replace(told, notice=Reason(Code.CARD_FIRST))
    yield "welcome-notice", replace(calm, notice=Reason(Code.CARD_FIRST))
    yield "welcome-troubles", replace(calm, link_up=False, devices=no_scanner)
    yield "identify", at(Page.IDENTIFY)
    yield "identify-unknown", at(Page.IDENTIFY, notice=Reason(Code.PATRON_UNKNOWN))
    yield "pin", at(Page.PIN, pin_for="2")
    yield "pin-wrong", at(Page.PIN, pin_for="2", notice=Reason(Code.PIN_WRONG, {"tries_left": 3}))
    yield "pin-checking", at(Page.PIN, pin_for="2", identifying="2")
    yield "borrow-asking", at(Page.BORROW, patron=None, identifying="2")
    yield "borrow-empty", at(Page.BORROW)
    yield "borrow-one", at(Page.BORROW, cases=(DREAM,))
    yield "borrow", at(Page.BORROW, cases=(DREAM, LONG, HELD, WALLET))
    yield (
        "borrow-many",
        at(Page.BORROW, cases=(DREAM, PRIDE, LONG, PUT, BACK, HELD, KEPT, replace(WALLET, slow=True))),
    )
    yield "borrow-notice", at(Page.BORROW, cases=(DREAM, PRIDE), notice=Reason(Code.SCAN_ISBN))
    yield "borrow-blocked", at(Page.BORROW, patron=BLOCKED)
    offline = replace(
        at(Page.BORROW, patron=Patron("20000000000017", known=False), cases=(KEPT, KEPT_TOO)), link_up=False
    )
    yield "borrow-offline", offline
    yield "borrow-idle", replace(at(Page.BORROW, cases=(DREAM, PRIDE), deadline=113.0))
    yield (
        "borrow-other-card",
        at(Page.BORROW, cases=(DREAM,), other_card="2", notice=Reason(Code.ANOTHER_CARD)),
    )
    yield "borrow-no-scanner", replace(at(Page.BORROW), devices=no_scanner)
    padded = replace(calm, devices=PAD)
    yield "pad-welcome", padded
    yield "pad-welcome-items", replace(padded, pad=lying(DREAM.item, PRIDE.item, HELD.item, visit=""))
    yield "pad-welcome-left", replace(padded, pad=lying(DREAM.item, visit="u"))
    yield "pad-welcome-card", replace(padded, card_lies=True)
    yield "pad-welcome-away", replace(calm, devices=(*DEVICES, *(replace(one, up=False) for one in PAD[2:])))
    yield "pad-borrow-empty", replace(at(Page.BORROW), devices=PAD)
    five = (DREAM, PRIDE, UNFINISHED, HELD, HALF_SET)
    stacked = replace(at(Page.BORROW, cases=five), devices=PAD, pad=lying(*(one.item for one in five)))
    yield (
        "pad-borrow-reading",
        replace(at(Page.BORROW), devices=PAD, pad=lying(DREAM.item, PRIDE.item), reading=3),
    )
    yield "pad-borrow", stacked
    over = lying(*(one.item for one in (*five, BACK)))
    yield "pad-borrow-over", replace(stacked, pad=over)
    card = lying("2", usage=Usage.PATRON_CARD)
    yield "pad-borrow-card", replace(stacked, pad=(*stacked.pad[:2], *card))
    asked = Reason(Code.OPEN_AT_FINISH, {"put_back": 1, "unrecorded": 0})
    locked = at(Page.BORROW, cases=(DREAM, PRIDE, LOCKED), notice=asked)
    yield "pad-borrow-open", replace(locked, devices=PAD)
    yield "pad-return-empty", replace(at(Page.RETURN, patron=None), devices=PAD)
    back = at(Page.RETURN, patron=None, cases=(BACK, LATE, SHELF, ALIEN))
    yield "pad-return", replace(back, devices=PAD, pad=lying(BACK.item, LATE.item, SHELF.item, ALIEN.item))
    goodbye = at(Page.GOODBYE, cases=(DREAM, PRIDE, LOCKED, HELD), slip=SlipChoice.PAPER)
    yield "pad-goodbye", replace(goodbye, devices=PAD)
    yield "return-empty", at(Page.RETURN, patron=None)
    yield "return", at(Page.RETURN, patron=None, cases=(BACK, LATE, SHELF, ALIEN))
    yield "return-reader", at(Page.RETURN, cases=(BACK, TWICE))
    yield "account", at(Page.ACCOUNT)
    yield "account-renewed", at(Page.ACCOUNT, cases=RENEWED)
    yield "account-holds", at(Page.ACCOUNT, patron=replace(reader, loans=LOANS[:2], holds=HOLDS))
    yield "account-none", at(Page.ACCOUNT, patron=replace(reader, loans=()))
    yield "account-idle", at(Page.ACCOUNT, deadline=108.0)
    yield "slip", at(Page.SLIP, cases=(DREAM, LONG, HELD))
    yield (
        "slip-failed",
        replace(at(Page.SLIP, cases=(DREAM, PRIDE), notice=Reason(Code.SLIP_FAILED)), devices=no_printer),
    )
    yield "slip-code", at(Page.SLIP, cases=(DREAM, LONG, PRIDE), slip=SlipChoice.SCREEN)
    yield "goodbye", at(Page.GOODBYE, cases=(DREAM, PRIDE, BACK), slip=SlipChoice.PAPER)
    yield "goodbye-mixed", at(Page.GOODBYE, cases=(DREAM, HELD, KEPT, BACK))
    yield "goodbye-nothing", at(Page.GOODBYE)
    done = at(Page.GOODBYE, cases=(DREAM, PRIDE, BACK), slip=SlipChoice.PAPER)
    yield from telling(calm, done, at(Page.GOODBYE, cases=(DREAM, HELD, KEPT, BACK)))
    yield "out-of-service", replace(calm, journal_fault="disk full")
    yield "out-of-service-reached", replace(calm, journal_fault="disk full", texts=REACHED)
    yield from help_scenes(language, calm, at)
    yield from faq_scenes(calm, at)


BY = {"zh": "李老师", "en": "Ms Li"}
ANSWERED = Faq(
    (
        Question(
            7,
            Code.ITEM_ON_HOLD.value,
            answers={
                "zh": Words(
                    "为什么这本书不能借？",
                    (
                        "有读者先预约了它，书还没有放到预约架上。请把它交给馆员，或放到还书箱里。",
                        "您也可以预约同一本书：在“我的借阅”里，或请馆员帮忙。轮到您时，我们会通知您。",
                    ),
                ),
                "en": Words(
                    "Why can I not borrow this item?",
                    (
                        "Another reader has reserved it and it is not on the hold shelf yet. Please give it to a "
                        "librarian, or put it into the return box.",
                        "You can reserve the same title yourself. We tell you when it is your turn.",
                    ),
                ),
            },
        ),
    )
)
TALKED = (
    (True, "这本书我急用，能借吗？", "I need this book today. Can I borrow it?"),
    (False, "您好，我看一下。<b>请稍等</b> 🙂", "Hello, let me look. <b>One moment</b> 🙂"),
    (False, "مرحبا، سأصل خلال دقيقتين", "مرحبا، سأصل خلال دقيقتين"),
    (True, "好的，谢谢", "Thank you"),
    (False, "预约的读者今天不来取，您可以借。" * 4, "Nobody comes for it today, you may have it. " * 4),
)


def help_scenes(language: str, calm: State, at: Callable[..., State]) -> Iterator[tuple[str, State]]:
    """The panel, the call in each of its states, what is offered, and what staff point at."""
    ours = 0 if language == "zh" else 1
    refused = at(Page.BORROW, cases=(DREAM, HELD))
    talk = HelpPanel(0, HelpStep.TALK)
    by = BY[language]

    def calling(outcome: Outcome = Outcome.DONE, news: HelpNews | None = None, **facts: object) -> State:
        call = Call("k", 0.0, "v", outcome=outcome, news=news)
        state = at(Page.BORROW, cases=(DREAM, HELD), help=talk)
        return replace(state, call=replace(call, **facts))

    def offered(state: State, offer: HelpOffer) -> State:
        return replace(state, going=replace(state.going, offer=offer))

    def pointed(state: State, about: str) -> State:
        return replace(state, pointing=Pointing(about, 130.0))

    lines = tuple(
        HelpLine(n, HelpSays.TEXT, mine=mine, texts={"": texts[ours]})
        for n, (mine, *texts) in enumerate(TALKED, 1)
    )
    released = HelpLine(6, HelpSays.RELEASE, about="k", result="done")
    accepted = HelpNews("k", HelpStage.ACCEPTED, by, 2)
    yield "help", at(Page.BORROW, cases=(DREAM, HELD), help=HelpPanel(0, tells_title=True))
    asked = at(Page.BORROW, cases=(DREAM, HELD), help=HelpPanel(0, HelpStep.ANSWER, faq=7))
    yield "help-answer", replace(asked, faq=ANSWERED)
    yield "help-calling", replace(calm, help=talk, call=Call("k", 0.0))
    yield "help-sent", calling()
    unsent = (OwnLine("a", TALKED[3][1 + ours], Outcome.KEPT_LOCALLY),)
    yield "help-reached", replace(calm, help=HelpPanel(0), faq=FREQUENT, texts=REACHED)
    yield "help-sent-reached", replace(calling(own=unsent), texts=REACHED)
    yield (
        "help-hotline-reached",
        replace(calling(news=HelpNews("k", hotline=True), own=unsent), texts=REACHED),
    )
    yield "help-kept", replace(calling(Outcome.KEPT_LOCALLY), link_up=False)
    failed = Call("k", 0.0, outcome=Outcome.NOT_POSSIBLE)
    yield "help-failed", replace(calm, journal_fault="disk full", help=talk, call=failed)
    opens = datetime(TODAY.year, 4, 20, 9, 0, tzinfo=UTC)
    yield "help-nobody", replace(calling(news=HelpNews("k", attended=False, opens=opens)), texts=REACHED)
    yield "help-hotline", calling(news=HelpNews("k", hotline=True))
    yield "help-coming", calling(news=accepted)
    yield "help-talk", calling(news=replace(accepted, minutes=None, lines=(*lines, released)))
    yield (
        "help-talk-away",
        replace(calling(news=replace(accepted, lines=lines[:3]), own=unsent), link_up=False),
    )
    yield "help-ended", calling(news=replace(accepted, stage=HelpStage.ENDED))
    yield (
        "help-badge",
        replace(refused, call=Call("k", 0.0, "v", outcome=Outcome.DONE, news=replace(accepted, lines=lines))),
    )
    yield "offer", offered(refused, HelpOffer.NO_PROGRESS)
    yield "offer-welcome", offered(replace(calm, notice=Reason(Code.LABEL_UNREADABLE)), HelpOffer.SCANS)
    yield "offer-pin", offered(at(Page.PIN, pin_for="2"), HelpOffer.NO_PROGRESS)
    yield "point-row", pointed(refused, f"row:{HELD.key}")
    yield "point-finish", pointed(refused, HelpPart.FINISH)
    yield "point-languages", pointed(calm, HelpPart.LANGUAGES)
    yield "point-keypad", pointed(at(Page.IDENTIFY), HelpPart.KEYPAD)
    broken = replace(DEVICES[1], up=False, fault="paper out")
    serviced = replace(calm, maintenance=True, devices=(DEVICES[0], broken, *PAD[2:]))
    yield "maintenance", serviced
    yield "maintenance-reached", replace(serviced, texts=REACHED)
    yield "maintenance-help", replace(serviced, help=HelpPanel(0))


def telling(calm: State, goodbye: State, mixed: State) -> Iterator[tuple[str, State]]:
    """Somebody is asked, or tells us something."""
    zh = calm.language == "zh"
    calm, goodbye = replace(calm, questions=QUESTIONS), replace(goodbye, questions=QUESTIONS)

    def tell(page: TellPage, state: State = calm, **facts: object) -> State:
        return replace(state, tell=replace(Tell(page, 180.0), **facts))

    yield "goodbye-rating", tell(TellPage.RATING, goodbye)
    yield "goodbye-rating-mixed", tell(TellPage.RATING, mixed)
    yield "goodbye-rating-lost", tell(TellPage.TOLD, goodbye, told=VoiceKind.RATING, lost=True)
    yield "goodbye-offer", tell(TellPage.OFFER, goodbye, told=VoiceKind.RATING, survey=1)
    for number, question in enumerate(SURVEY.questions):
        answers = {"b": ("1", "3"), "e": "插座再多一些就好了。" if zh else "More sockets, please."}
        facts = {"survey": 1, "question": number, "answers": answers}
        yield f"survey-{question.kind.value}", tell(TellPage.SURVEY, goodbye, **facts)
    yield "tell-menu", tell(TellPage.MENU)
    text = SUGGESTED["zh" if zh else "en"]
    yield "tell-suggestion", tell(TellPage.SUGGESTION, deadline=112.0)
    yield "tell-suggestion-full", tell(TellPage.SUGGESTION, text=text, contact="wang@example.org")
    yield "tell-wish", tell(TellPage.WISH)
    yield "tell-wish-wrong", tell(TellPage.WISH, isbn="9787020002207", notice=Reason(Code.ISBN_WRONG))
    yield "tell-defect", tell(TellPage.DEFECT)
    yield "tell-meetings", tell(TellPage.MEETINGS)
    yield "tell-meeting", tell(TellPage.MEETING, meeting=1, people=2)
    yield "tell-meeting-waits", tell(TellPage.MEETING, meeting=2, people=4, name="王" if zh else "Jane")
    yield "tell-answers", tell(TellPage.ANSWERS)
    yield "tell-told-offline", replace(tell(TellPage.TOLD, told=VoiceKind.WISH), link_up=False)
    yield "tell-told-signup", tell(TellPage.TOLD, told=VoiceKind.SIGNUP)
    yield "tell-told-reachable", tell(TellPage.TOLD, told=VoiceKind.SUGGESTION, reachable=True)
    yield "tell-told-lost", tell(TellPage.TOLD, told=VoiceKind.DEFECT, lost=True)


CATEGORIES = tuple(
    Category(code, {"zh": zh, "en": en})
    for code, zh, en in (
        ("card", "读者证与账户", "Your card and account"),
        ("borrow", "借书", "Borrowing"),
        ("return", "还书", "Returning"),
        ("renew", "续借与预约", "Renewals and holds"),
        ("pad", "感应区与标签", "The pad and tags"),
        ("machine", "这台机器", "This machine"),
    )
)
ASKED = (
    ("读者证到期了，怎么办？", "My card has ended. What now?"),
    ("条码扫不出来，怎么办？", "The barcode is not read. What can I do?"),
    ("有读者预约的书，我能借吗？", "Somebody is waiting for this item. Can I have it?"),
    ("书在手里，为什么说“还在他人借阅中”？", "I hold it in my hands. Why is it on another loan?"),
    ("怎样续借？", "How do I renew?"),
    ("为什么不能续借有人在等的书？", "Why can I not renew what somebody waits for?"),
    ("这台机器会留下我的哪些信息？", "What does this machine keep about me?"),
    ("忘记密码了，怎么办？", "I forgot my PIN. What now?"),
)
SHOWN = {
    "zh": (
        "请把书拿稳，让条码平对着光线，离远或靠近一点；有反光、折痕或破损时，换个角度再试。",
        "还是不行，可以按“输入号码”，输入条码下面的数字。标签坏了的话，请告诉馆员换一张。",
    ),
    "en": (
        "Hold the item still with the barcode flat to the light, a little nearer or farther. If it shines, is "
        "creased or torn, try another angle.",
        "If that does not help, touch Keypad and type the number below the barcode. A librarian replaces a broken "
        "label.",
    ),
}
DRAWING = Picture("scan.png", "…", 800, 480)  # of the folder with the questions that come along
FREQUENT = Faq(
    tuple(
        Question(
            number,
            category=("card", "machine", "borrow")[number % 3],
            asked=9 - number,
            answers={
                language: Words(question, SHOWN[language], (DRAWING,), question.casefold())
                for language, question in zip(("zh", "en"), both, strict=True)
            },
        )
        for number, both in enumerate(ASKED, 1)
    ),
    CATEGORIES,
)


def faq_scenes(calm: State, at: Callable[..., State]) -> Iterator[tuple[str, State]]:
    """The frequent questions: the list, a category, an answer before and after it helped or not."""
    asked = replace(calm, faq=FREQUENT)
    open_ = HelpPanel(0, HelpStep.BROWSE, browse=Browse(alone=True))

    def browsing(**facts: object) -> State:
        return replace(asked, help=replace(open_, browse=replace(Browse(alone=True), **facts)))

    yield "faq-welcome", asked
    told = {TextName.WELCOME_NOTICE: POSTER, TextName.OPENING_HOURS: HOURS}
    yield "faq-welcome-told", replace(asked, texts=told)
    yield "faq-help", replace(at(Page.BORROW, cases=(DREAM, HELD), help=HelpPanel(0)), faq=FREQUENT)
    yield "faq-list", browsing()
    yield "faq-search", browsing()
    yield "faq-found", browsing()
    yield "faq-found-none", browsing()
    yield "faq-category", browsing(category="borrow")
    yield "faq-answer", browsing(entry=2)
    yield "faq-answer-yes", browsing(entry=2, judged={2: True})
    yield "faq-answer-no", browsing(entry=2, judged={2: False})


LOOKED = {  # what is typed in a scene, in each language; the second opens the keyboard
    "faq-search": ("读者", "card"),
    "faq-found": ("读者", "card"),
    "faq-found-none": ("停车", "parking"),
}


def typed(screen: Screen, name: str, language: str) -> None:
    """What somebody has typed on a page, which is no part of a state."""
    from PySide6.QtCore import QObject

    screen.kiosk.faq.look(LOOKED[name][0 if language == "zh" else 1] if name in LOOKED else "")
    if panel := screen.rootObject().findChild(QObject, "help-panel"):
        panel.setProperty("looking", name == "faq-search")


@dataclass(frozen=True)
class Shot:
    """One way of looking at the scenes; ``only`` names scenes, empty means all."""

    name: str
    language: str
    orientation: Orientation
    theme: str = "light"
    large: bool = False
    only: tuple[str, ...] = ()


FEW = (
    "welcome",
    "welcome-told",
    "borrow",
    "borrow-blocked",
    "account-renewed",
    "slip",
    "help",
    "help-talk",
    "help-reached",
    "help-sent-reached",
    "help-hotline-reached",
    "maintenance-reached",
    "out-of-service-reached",
    "faq-list",
    "faq-answer",
    "offer",
    "point-row",
    "goodbye-mixed",
    "pin-wrong",
    "goodbye-rating-mixed",
    "survey-choice",
    "tell-menu",
    "tell-suggestion-full",
    "tell-wish",
    "tell-meeting-waits",
    "tell-told-offline",
)
SHOTS = (
    Shot("zh-portrait", "zh", "portrait"),
    Shot("en-portrait", "en", "portrait"),
    Shot("zh-landscape", "zh", "landscape"),
    Shot("en-landscape", "en", "landscape"),
    Shot("en-portrait-large", "en", "portrait", large=True, only=FEW),
    Shot("zh-landscape-large", "zh", "landscape", large=True, only=FEW),
    Shot("zh-portrait-dark", "zh", "portrait", theme="dark", only=FEW),
    Shot("en-portrait-contrast", "en", "portrait", theme="contrast", only=FEW),
)


def take(directory: Path, only: tuple[str, ...] = ()) -> list[Path]:
    """Take the pictures; ``only`` limits them to names that contain one of the words."""
    from PySide6.QtTest import QTest

    from ui.app import Screen, application

    application()
    pictures = []
    for shot in SHOTS:
        wanted = [
            (name, state)
            for name, state in scenes(shot.language)
            if (not shot.only or name in shot.only)
            and (not only or any(word in f"{shot.name}-{name}" for word in only))
        ]
        if not wanted:
            continue
        look = Look(
            orientation=shot.orientation,
            library=LIBRARY,
            hotline=HOTLINE,
            theme=shot.theme,
            size=DESIGN_SIZE[shot.orientation],
            reduce_motion=True,
            pictures=DRAWINGS,
        )
        desk = StillDesk(wanted[0][1])
        screen = Screen(desk, look)
        screen.show()
        for name, state in wanted:
            desk.put(state)
            typed(screen, name, shot.language)
            QTest.qWait(SETTLE_MS)
            if shot.large and not screen.kiosk.appearance.large:
                screen.kiosk.appearance.toggleLarge()
                QTest.qWait(SETTLE_MS)
            if name.startswith("identify"):
                for key in "20000000000017"[: 14 if name == "identify" else 6]:
                    screen.kiosk.number.press(key)
                QTest.qWait(SETTLE_MS)
            if name == "pin":
                for key in "123":
                    screen.kiosk.pin.press(key)
                QTest.qWait(SETTLE_MS)
            path = directory / f"{shot.name}-{name}.png"
            screen.grabWindow().save(str(path))
            pictures.append(path)
        screen.close()
    return pictures


def sheet(pictures: list[Path], to: Path, height: int = 480, across: int = 12) -> None:
    """All pictures on one sheet, each with its name."""
    from PIL import Image, ImageDraw

    small = []
    for path in pictures:
        with Image.open(path) as picture:
            ratio = (
                height / picture.height if picture.height > picture.width else height * 0.6 / picture.height
            )
            small.append(
                (
                    path.stem,
                    picture.convert("RGB").resize(
                        (round(picture.width * ratio), round(picture.height * ratio))
                    ),
                )
            )
    rows: list[list[tuple[str, Image.Image]]] = []
    for at, one in enumerate(small):
        new = (
            at == 0
            or one[1].size != small[at - 1][1].size
            or len(rows[-1]) >= (across if one[1].height > one[1].width else across // 2)
        )
        if new:
            rows.append([])
        rows[-1].append(one)
    width = max(sum(image.width + 16 for _, image in row) for row in rows) + 16
    total = Image.new("RGB", (width, sum(row[0][1].height + 40 for row in rows) + 16), "#8a8a8a")
    draw = ImageDraw.Draw(total)
    y = 16
    for row in rows:
        x = 16
        for name, image in row:
            draw.text((x, y), name, fill="white")
            total.paste(image, (x, y + 16))
            x += image.width + 16
        y += row[0][1].height + 40
    total.save(to)


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write("usage: python -m ui.pictures DIR [WORD…]\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    directory = Path(arguments[0])
    directory.mkdir(parents=True, exist_ok=True)
    pictures = take(directory, tuple(arguments[1:]))
    sheet(pictures, directory / "all.png")
    sys.stdout.write(f"{len(pictures)} pictures in {directory}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
