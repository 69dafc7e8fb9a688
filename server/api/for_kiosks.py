"""What a kiosk asks and reports, under its own bearer key."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from config.offline import account_mark
from config.server_settings import ServerSettings
from config.vocabulary import Code, HelpEnd, HelpSays, HelpStage, Instructed, ItemStatus
from server import catalogue, patrons
from server.api.kiosk_key import Given, kiosk_key
from server.api.problems import BODY, Problem, responses
from server.enrol import key_hash
from server.help.calls import call_of
from server.help.told import told
from server.house import house
from server.store.database import Store
from server.store.help_tables import HelpCall
from server.store.tables import LoanPolicy

MOST_CALLS = 200


class ReasonOut(BaseModel):
    code: str
    params: dict[str, str | int] = {}


class ItemOut(BaseModel):
    barcode: str
    title: str
    author: str
    isbn: str | None
    call_number: str
    dewey: str
    item_class: str
    status: ItemStatus
    due: datetime | None


class LoanOut(BaseModel):
    item: str
    title: str
    author: str
    due: datetime
    renewals: int
    overdue: bool


class HoldOut(BaseModel):
    """``state`` is ``waiting``, ``in-transit`` or ``ready``; ``place`` in the queue, 0 once a copy is kept for it;
    ``pickup`` the branch's name in each language."""

    id: int
    title: str
    author: str
    state: str
    place: int
    pickup: dict[str, str]
    shelf_until: date | None


class PatronOut(BaseModel):
    """``account`` is what events about this reader will say to this kiosk."""

    account: str
    barcode: str
    name: str
    patron_class: str
    language: str | None
    may_borrow: bool
    reasons: list[ReasonOut]
    loans: list[LoanOut]
    holds: list[HoldOut]
    loan_count: int
    loan_limit: int
    fines: str
    currency: str


class PinIn(BaseModel):
    pin: Annotated[str, Field(max_length=64)]


class Verified(BaseModel):
    verified: bool
    patron: PatronOut | None = None
    reasons: list[ReasonOut] = []


class PolicyOut(BaseModel):
    patron_class: str
    item_class: str
    loan_days: int
    loan_limit: int
    renewal_limit: int


class Policies(BaseModel):
    policies: list[PolicyOut]
    shortest_loan_days: int


class HelpCallOut(BaseModel):
    key: str
    kiosk: Annotated[str, Field(validation_alias="kiosk_id")]
    occurred_at: datetime
    received_at: datetime
    page: str
    code: str
    reason: str


class HelpCalls(BaseModel):
    help_calls: list[HelpCallOut]


class HelpLineOut(BaseModel):
    """``mine``: the reader wrote it. ``texts`` by language, ``""`` as somebody wrote it. An instruction has its
    ``about`` and, once the kiosk told it, its ``result``."""

    number: int
    at: datetime
    mine: bool
    says: HelpSays
    texts: dict[str, str]
    about: str
    result: Instructed | Literal[""]


class HelpToldOut(BaseModel):
    """``by`` comes, in about so many ``minutes``; ``hotline``: nobody answered, show the telephone; ``attended``:
    somebody is on duty now, if not, again from ``opens`` on."""

    key: str
    stage: HelpStage
    by: str
    minutes: int | None
    hotline: bool
    attended: bool
    opens: datetime | None
    ended: HelpEnd | Literal[""]
    lines: list[HelpLineOut]


def for_kiosks(store: Store, settings: ServerSettings) -> APIRouter:
    whose = kiosk_key(store)
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(whose)], responses=responses(401, 503))

    @router.get("/items/{barcode}", responses=responses(404), response_model=ItemOut)
    def item(barcode: str) -> Any:
        with store.reading() as session:
            found = catalogue.describe(session, _key(barcode), house(session, settings))
        if found is None:
            raise Problem(404, Code.ITEM_UNKNOWN)
        return found

    def described(barcode: str, given: Given) -> dict[str, Any]:
        with store.reading() as session:
            number = _key(barcode)
            found = patrons.accounts(session, [number])
            if not found:
                raise Problem(404, Code.PATRON_UNKNOWN)
            account = found[number]
            said = patrons.describe(session, account, house(session, settings), datetime.now(UTC))
        key = given.credentials if given else ""
        return {**said, "account": account_mark(key_hash(key), str(account.id))}

    @router.get("/patrons/{barcode}", responses=responses(404), response_model=PatronOut)
    def patron(barcode: str, given: Given) -> Any:
        return described(barcode, given)

    @router.post("/patrons/{barcode}/verify", responses=responses(*BODY, 404), response_model=Verified)
    def verify(barcode: str, pin: PinIn, given: Given) -> Any:
        try:
            wrong = patrons.wrong_pin(store, _key(barcode), pin.pin, datetime.now(UTC))
        except LookupError:
            raise Problem(404, Code.PATRON_UNKNOWN) from None
        if wrong is not None:
            return {"verified": False, "reasons": [patrons.reason_json(wrong)]}
        return {"verified": True, "patron": described(barcode, given)}

    @router.get("/policies")
    def policies() -> Policies:
        with store.reading() as session:
            rows = session.scalars(sa.select(LoanPolicy)).all()
        found = [PolicyOut.model_validate(row, from_attributes=True) for row in rows]
        # A loan by the hour ends on the day it began, or so many whole days later.
        lent = [
            row.loan_hours // 24 if row.loan_hours else row.loan_days
            for row in rows
            if not row.reference_only
        ]
        return Policies(policies=found, shortest_loan_days=min(lent, default=0))

    @router.get("/help-calls")
    def help_calls() -> HelpCalls:
        query = sa.select(HelpCall).order_by(HelpCall.occurred_at.desc(), HelpCall.key).limit(MOST_CALLS)
        with store.reading() as session:
            return HelpCalls(
                help_calls=[
                    HelpCallOut.model_validate(row, from_attributes=True) for row in session.scalars(query)
                ]
            )

    @router.get("/help-calls/{key}", responses=responses(404), response_model=HelpToldOut)
    def help_call(key: str, kiosk: Annotated[str, Depends(whose)]) -> Any:
        with store.reading() as session:
            call = call_of(session, _key(key), kiosk)
            if call is None:
                raise Problem(404, "not-found", "this kiosk made no such call")
            return told(session, call, house(session, settings), datetime.now(UTC))

    return router


def _key(barcode: str) -> str:
    """A barcode from a path; what no database could hold is nobody's."""
    return barcode if "\0" not in barcode and len(barcode) <= 64 else ""
