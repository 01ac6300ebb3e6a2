"""Service items with their three times, and the figures of windows by month."""
