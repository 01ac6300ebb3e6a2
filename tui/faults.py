"""Running plugins' code that draws screens: found by name, its faults told from ours."""

import importlib
from typing import Any


def found_in(target: str) -> Any:
    """What ``module:attribute`` names; raises whatever the import raises."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
