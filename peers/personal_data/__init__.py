"""What the site holds of a person as a peer (leeds_leaders/personal_data.py).

Of what is between people somebody takes along their own side, and names of those alone whom they
may see: not who blocked them or set them aside, not that somebody declined, and not what the
other side said to an introduction.
"""

from peers.personal_data import account, profile, ties

HOLDINGS = [*account.HOLDINGS, *profile.HOLDINGS, *ties.HOLDINGS]
