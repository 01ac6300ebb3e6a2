"""Migrations of the tables of tasks, applied in order of their numbers."""
