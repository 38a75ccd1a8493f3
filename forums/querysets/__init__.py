"""The doors of forums."""
