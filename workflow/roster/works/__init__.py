"""A reviewer's works read from the files that reference managers write: BibTeX, RIS and CSV; pure.

`parsing.parse` takes a file; `bibtex`, `ris` and `table` find its entries, `records` says what a work is.
"""
