"""What `make bench` runs: how fast and how large the site is, as ratios to a bare Django view."""
