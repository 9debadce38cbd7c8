"""How well a reviewer fits a submission: pure, on fixed scales, and explained by the calculation itself.

`documents` reads texts, `corpus` says how telling a word is, `vectors` holds what a model made of a text, `matrix`
computes all pairs at once, `explaining` gives the evidence of one pair, `evidence` keeps it and puts it into words.
"""
