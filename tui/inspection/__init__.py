"""Screens of inspection: the heat map, the scoring sheet, what each side said."""
