"""Looking after people, organisations and claims. Texts are read here and changed on the site.

What is between peers (connections, introductions, pairs, thanks, blocks) is theirs alone and is not
here; of the rest a moderator reads what any member may.
"""

from peers.admin import organisations, people, told

__all__ = ["organisations", "people", "told"]
