"""A register as a sheet: cells edited in place, collected, and saved as one change."""
