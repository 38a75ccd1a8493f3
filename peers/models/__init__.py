"""The people, what they tell of themselves, and what is between them."""

from peers.models.connection import Block, Connection, Introduction, Pair, SetAside, Thanks
from peers.models.entry import Entry, EntryText, PeerTally
from peers.models.item import Following, Item, ItemHelp
from peers.models.organisation import Claim, Organisation, Role
from peers.models.peer import Peer
from peers.models.profile import Profile, ProfileCause

__all__ = [
    "Block", "Claim", "Connection", "Entry", "EntryText", "Following", "Introduction", "Item",
    "ItemHelp", "Organisation", "Pair", "Peer", "PeerTally", "Profile", "ProfileCause", "Role",
    "SetAside", "Thanks",
]  # fmt: skip
