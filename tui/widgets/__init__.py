"""Widgets of the terminal UI: grids and trees that read the store page by page, and the search prompt."""
