"""Whole jobs in a real browser, and every page as people see it."""
