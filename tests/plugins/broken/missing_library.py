"""Needs a library that is not there."""

import no_such_library_here
