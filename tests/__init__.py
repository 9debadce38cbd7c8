"""The tests mirror the source; `python3 run.py test` runs them all."""
