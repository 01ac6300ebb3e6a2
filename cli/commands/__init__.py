"""One module for each built-in command, imported when it is used."""
