"""What the peers app writes to people."""
