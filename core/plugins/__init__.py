"""Plugins: found, ordered, loaded one by one, isolated, explained.

What cannot be imported, or raises, or does not come to an end, is named with its cause and put aside for the run;
everything else goes on. Bundled features are plugins too and use the same hooks.

- ``finding``: which plugins there are and in which order, without importing any;
- ``loading``: importing them, and calling their hooks;
- ``taking``: what they contribute, and what is refused;
- ``patience``: how long one may take, and what it may print;
- ``names``: what a command line needs to know of them, remembered.
"""

from gongkai.core.plugins.finding import Found
from gongkai.core.plugins.loading import Plugins
from gongkai.core.plugins.names import Names

__all__ = ["Found", "Names", "Plugins"]
