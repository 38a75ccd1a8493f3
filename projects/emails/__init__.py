"""What the projects app writes to people."""
