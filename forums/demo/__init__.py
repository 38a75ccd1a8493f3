"""An invented but believable city, for trying the site out and for measuring it.

The same seed gives the same city on any day; only dates follow today. It is written in bulk, past
the verbs in `actions`, which is the privilege of this package alone (docs/decisions/0010).
"""
