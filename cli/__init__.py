"""The command line: turns words into calls of core and the plugins, and errors into one line."""
