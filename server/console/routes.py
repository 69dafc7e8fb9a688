"""A router whose every route must say what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from server.console.guard import needs
from server.console.permissions import Permission

Endpoint = Callable[..., Any]


class Pages:
    """The routes of one subject. ``needs`` tells what each asks for, by method and path; None is for everybody."""

    def __init__(self) -> None:
        self.router = APIRouter(default_response_class=Response)
        self.needs: dict[tuple[str, str], Permission | None] = {}

    def get(self, path: str, permission: Permission | None) -> Callable[[Endpoint], Endpoint]:
        return self._route("GET", path, permission)

    def post(self, path: str, permission: Permission | None) -> Callable[[Endpoint], Endpoint]:
        return self._route("POST", path, permission)

    def _route(self, method: str, path: str, permission: Permission | None) -> Callable[[Endpoint], Endpoint]:
        guard = [Depends(needs(permission))] if permission is not None else []

        def add(endpoint: Endpoint) -> Endpoint:
            self.needs[method, path] = permission
            self.router.add_api_route(
                path, endpoint, methods=[method], dependencies=guard, response_model=None
            )
            return endpoint

        return add
