"""Accounts, grants, and the one question: may this account do this here?

A grant gives an account verbs on divisions or units, for a time. It fails closed: no account, no grant, a grant that
has ended or cannot be read means that nothing is seen and nothing is done.

``verbs`` what can be done; ``models`` the registers; ``rights`` grants as one SQL predicate; ``giving`` who may give
and take; ``explain`` why or why not; ``acting`` seeing and acting as somebody else; ``passwords`` of shared stores.
"""

from gongkai.core.access.models import ACCOUNTS, GRANTS, Account, Grant
from gongkai.core.access.rights import (
    Right,
    allowed,
    allowed_throughout,
    reach,
    require,
    require_row,
    rights_of,
    scope_sql,
    scoped,
)
from gongkai.core.access.verbs import ANYONE, EVENTS, SYSTEM, VERBS, reserved

__all__ = [
    "ACCOUNTS", "ANYONE", "EVENTS", "GRANTS", "SYSTEM", "VERBS", "Account", "Grant", "Right", "allowed", "allowed_throughout",
    "reach", "require", "require_row", "reserved", "rights_of", "scope_sql", "scoped",
]  # fmt: skip
