"""Bring the catalogues up to date: `python -m config.translations` extracts, merges and compiles."""

from config.translations import catalogues

if __name__ == "__main__":
    catalogues.refresh()
