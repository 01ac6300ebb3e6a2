"""Numbered migrations of core's tables."""
