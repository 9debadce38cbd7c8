"""The heart: processes as checked tables, and the one machine that moves anything through them."""
