"""Looking after what is held, reported, decided and asked for."""

from leeds_leaders.moderation.admin import elections, queue, records, reports

__all__ = ["elections", "queue", "records", "reports"]
