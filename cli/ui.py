"""Opening an office: the terminal UI on a terminal, the day's dashboard as text everywhere else."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.cli.context import Session


def open_office(session: "Session") -> None:
    """Show the session's office. The only place of the command line that starts the terminal UI."""
    office = session.office
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        from gongkai.cli.commands.today import dashboard

        dashboard(session)
        return
    from gongkai.tui.app import run  # 180 ms of Textual: only when the UI really opens

    run(office)
