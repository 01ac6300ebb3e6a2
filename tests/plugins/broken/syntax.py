"""Python cannot read it."""

def (
