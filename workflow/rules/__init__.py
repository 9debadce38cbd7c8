"""The rules of reviewing, pure: values in, values and reasons out; no database, no clock, no language."""
