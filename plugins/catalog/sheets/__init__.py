"""The spreadsheet round trip of the catalogue: the sheets of offices in, a sheet to edit and bring back out."""
