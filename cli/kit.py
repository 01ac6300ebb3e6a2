"""What a plugin's commands are made of: groups, commands, options and arguments with words in two languages."""

from gongkai.cli.words import Group, argument, command, option

__all__ = ["Group", "argument", "command", "option"]
