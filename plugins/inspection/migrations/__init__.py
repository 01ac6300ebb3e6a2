"""Migrations of the tables of inspection, applied in order of their numbers."""
