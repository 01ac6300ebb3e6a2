"""Migrations of the catalogue's tables, applied in order of their numbers."""
