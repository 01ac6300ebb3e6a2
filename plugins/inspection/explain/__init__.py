"""Why a score is what it is: the trace of one unit, differences, what a repair would bring, another edition."""

from gongkai.plugins.inspection.explain.trace import Trace, explain, lines

__all__ = ["Trace", "explain", "lines"]
