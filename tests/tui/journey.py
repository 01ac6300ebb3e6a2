"""Where the journeys used to be."""

from gongkai.testing.journey import SIZES, Journey, travel

__all__ = ["SIZES", "Journey", "travel"]
