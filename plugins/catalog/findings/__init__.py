"""Findings on the catalogue: what each kind looks for, and the one pass that lists and counts them."""
