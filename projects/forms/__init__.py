"""Shape and wording of what we ask about projects."""
