"""Structured logs: one JSON object a line, made of what we name and nothing else."""

import json
import logging
import traceback
from datetime import UTC, datetime

FIELDS = ("method", "route", "status", "ms", "purpose", "count", "state", "task")


class JSONLines(logging.Formatter):
    """Write the moment, level, logger, message and known fields.

    Of an exception it writes its class and where it happened, never its message: database errors
    quote the row, and with it people.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if record.exc_info else record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["where"] = [
                f"{'/'.join(frame.filename.rsplit('/', 2)[-2:])}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, default=str, ensure_ascii=False)
