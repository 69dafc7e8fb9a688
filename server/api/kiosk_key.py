"""Which kiosk asks: the bearer key of a request."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.api.problems import Problem
from server.enrol import kiosk_of
from server.store.database import Store

_bearer = HTTPBearer(auto_error=False)
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def kiosk_key(store: Store) -> Callable[[Given], str]:
    """A dependency that gives the kiosk's id, or answers 401."""

    def kiosk(given: Given) -> str:
        if given is not None:
            with store.reading() as session:
                found = kiosk_of(session, given.credentials)
            if found is not None:
                return found
        raise unauthorised()

    return kiosk


def unauthorised() -> Problem:
    return Problem(401, "unauthorised", "a kiosk's bearer key is needed")
