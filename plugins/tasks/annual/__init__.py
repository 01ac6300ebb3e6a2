"""The annual report on disclosure: its tables from the registers, checked, written, and read back from files."""
