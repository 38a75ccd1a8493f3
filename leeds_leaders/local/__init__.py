"""The embedded default: PostgreSQL, Redis, web, worker and beat under one supervisor.

`python -m leeds_leaders.local` starts real engines below `LOCAL_DIR`, so that one command brings a
fresh clone to its feet. Nothing here is imported by the product; a deployment that brings its own
engines (`DATABASE_URL`, `REDIS_URL`) never needs it. See docs/decisions/0001.
"""
