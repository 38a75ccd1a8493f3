"""The product's own WSGI application, for web servers that the rig starts.

They run the very command of `make run` with this module in the place of `leeds_leaders.wsgi`. As
in `tests.rig.app`, nothing in the product knows of it.
"""

import os
from pathlib import Path

from leeds_leaders.wsgi import application
from tests.rig.guards import take_away

__all__ = ["application"]

if guard := os.environ.get("RIG_WITHOUT"):
    take_away(guard)
Path(os.environ["RIG_READY"]).touch()
