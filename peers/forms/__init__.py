"""Shape and wording of what we ask a peer."""
