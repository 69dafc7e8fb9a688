"""Tables to take away: CSV (RFC 4180) that a spreadsheet opens as it should, and in which nothing is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response

BOM = "\ufeff"  # else Excel takes it for the encoding of the house
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet reckons with if a cell begins so


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> Response:
    """``name`` is the file's, in ASCII; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(one) for one in row] for row in rows)
    return Response(
        (BOM + text.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cell(value: str | int | float | None) -> str | int | float | None:
    """A text is never a formula; a number stays one, whatever its sign."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
