"""Pages of breakfast forums."""
