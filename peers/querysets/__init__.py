"""The doors of peers and of what is theirs."""
