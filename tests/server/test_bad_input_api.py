"""The API asked everything that its own OpenAPI document allows, and what it forbids: schemathesis, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, negative_data_rejection
from schemathesis.core.failures import FailureGroup
from schemathesis.python import asgi
from starlette.types import ASGIApp

from tests.server.conftest import BOOKS, READER, Site

EXAMPLES = (
    5  # of each operation, right and wrong, on each database: most of the time goes into inventing them
)
ENDLESS = {"/api/v1/events"}  # a stream; tests/server/test_live.py reads it
# Each entry of a batch is judged by itself: a malformed one is refused in the answer, not with the batch.
JUDGED_ONE_BY_ONE = {"/api/v1/transactions"}
REAL = {"/api/v1/items/{barcode}": BOOKS[0], "/api/v1/patrons/{barcode}": READER}

load_all_checks()


@pytest.fixture
def app(site: Site) -> Iterator[ASGIApp]:
    """schemathesis would leave it running until the process ends: a minute later it purged the database of whatever
    test came next."""
    yield site.client.app
    asgi.shutdown_lifespans()


def test_whatever_the_document_allows_and_forbids(site: Site, app: ASGIApp):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    key = {"Authorization": site.client.headers["Authorization"]}
    asked = set()
    wrong = []
    with asgi.get_client(app) as client:
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.path in ENDLESS:
                continue
            asked.add(operation.path)
            for mode in GenerationMode:
                wrong += ask(operation, client, key, generation_mode=mode)
            if operation.path in REAL:
                wrong += ask(operation, client, key, path_parameters={"barcode": REAL[operation.path]})
    assert not wrong, "\n\n".join(wrong)
    assert asked >= set(site.client.get("/api/v1/openapi.json").json()["paths"]) - ENDLESS
    assert site.item(BOOKS[0])["title"] == "论语"


def ask(operation: Any, client: Any, key: dict[str, str], **what: Any) -> list[str]:
    excluded = [negative_data_rejection] if operation.path in JUDGED_ONE_BY_ONE else []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(**what))
    def asked(case: Case) -> None:
        case.call_and_validate(session=client, headers=key, excluded_checks=excluded)

    try:
        asked()
    except Unsatisfiable:
        pass  # there is no wrong way to ask for something without parameters
    except (FailureGroup, ExceptionGroup) as error:
        return [f"{operation.method.upper()} {operation.path} {what}: {error}"]
    return []
