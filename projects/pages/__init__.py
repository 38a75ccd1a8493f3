"""What pages of projects say, ready for their templates."""
