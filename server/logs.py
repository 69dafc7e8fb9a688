"""The server's log: one JSON object a line on standard error, and nobody's data in it.

Every line has ``time`` (UTC), ``level``, ``logger`` and ``event``; further fields depend on the event. Of an exception
there is its type and the way to it through the code, never its text: databases like to quote what they were given.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FRAMES = 8  # the last ones of our own code, and where it ended
SERVER = Path(__file__).parent


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # What others log is taken by its first line: uvicorn puts tracebacks into its messages too.
            "event": record.getMessage().partition("\n")[0],
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            ours = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(SERVER)]
            line["where"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in [*ours[-FRAMES:], *frames[-1:]]
            ]
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str) -> None:
    """Everything of ours from ``level`` on; of the libraries only what went wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("server").setLevel(level.upper())


def event(log: logging.Logger, level: int, name: str, **fields: Any) -> None:
    """Log something with its facts. They must be of the kind that may stand in a log: routes, counts, codes."""
    log.log(level, name, extra={"fields": fields})
