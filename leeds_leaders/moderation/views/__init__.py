"""Pages of moderation and of people's rights."""
