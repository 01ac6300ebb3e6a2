"""Is never done being imported."""

while True:
    pass
