"""Shape and wording of what moderation asks."""
