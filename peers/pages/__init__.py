"""What pages say about peers, ready for their templates."""
