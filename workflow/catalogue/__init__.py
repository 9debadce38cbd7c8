"""The public hub: what is published, in its order, found by words and facets."""
