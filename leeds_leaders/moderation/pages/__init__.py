"""What pages say of moderation, ready for a template."""
