"""What pages of sessions say, ready for their templates."""
