"""Screens of the terminal UI, each imported when it is first opened."""
