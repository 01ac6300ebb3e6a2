"""The Django application that ``benchmarks.importing`` compares with."""
