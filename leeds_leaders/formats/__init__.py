"""How days and hours are written where a page does not say so itself, as in the admin."""
