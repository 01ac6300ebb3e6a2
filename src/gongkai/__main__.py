"""``python -m gongkai``: the same as the command ``gongkai``."""

from gongkai.cli.main import main

main()
