"""Divisions, units, posts: who exists where, and who answers for what."""
