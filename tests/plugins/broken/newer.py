"""Is made for a gongkai that does not exist yet."""

from gongkai.core.not_there_yet import Future

requires_gongkai = ">=99.0"
