"""What every list that can be searched is made of: words, facets, options, page numbers."""
