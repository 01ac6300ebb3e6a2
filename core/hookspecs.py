"""The hooks: what a plugin may add to gongkai, typed and called by keyword.

A contribution is handed to a ``register`` callback, so a hook can grow options without breaking a plugin. A plugin
implements only the hooks it wants, and takes only the arguments it names. ``gongkai.core.plugins`` is the only
caller; a hook that raises is named, its plugin is put aside for the run, and the office works on.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pluggy

from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.clock import DayNote
    from gongkai.core.findings import Check
    from gongkai.core.ledger.door import Change
    from gongkai.core.measures import Measure
    from gongkai.core.nightly import Job
    from gongkai.core.office import Office
    from gongkai.core.profile import Section
    from gongkai.core.recount import Moved
    from gongkai.core.resource import Resource
    from gongkai.core.today import Card

hookspec = pluggy.HookspecMarker("gongkai")
hookimpl = pluggy.HookimplMarker("gongkai")


class RegisterTarget(Protocol):
    """Takes a name, where to find the thing (``module:attribute``, imported when used) and words for help."""

    def __call__(self, name: str, target: str, help: T) -> None: ...


@hookspec
def gongkai_sections(register: "Callable[[Section], None]") -> None:
    """Declare parts of the profile that this plugin reads. Called once, when plugins are loaded.

    :param register: takes a ``Section`` (name, struct of a table or item, array or not).

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_rules(register: Callable[[Path], None]) -> None:
    """Bring TOML files with the plugin's default rules; levels, regions and the office may change them.

    :param register: takes the path of one TOML file.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_regions(register: Callable[[Path], None]) -> None:
    """Bring regions: folders of TOML files, ``region.toml`` among them, that an office takes by ``region = ["name"]``.

    A region may stand on another's rules: ``inherits = ["its_prefecture"]`` in ``[region]``.

    :param register: takes the path of one folder; its name is the region's.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_resources(register: "Callable[[Resource], None]") -> None:
    """Add registers. Each gets its list, form, search, commands, sheets, history and permissions.

    :param register: takes a ``Resource``.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_measures(register: "Callable[[Measure], None]") -> None:
    """Add measures that indicators may name. A measure is one set-based query over a whole subtree.

    :param register: takes a ``Measure``.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_today(office: "Office", register: "Callable[[Card], None]") -> None:
    """Add cards to the day's first screen: a number, its words, and the filtered register behind it.

    :param office: the opened office, with its acting account.
    :param register: takes a ``Card``.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_commands(register: RegisterTarget) -> None:
    """Add commands to the command line. Only the name is kept until the command is used.

    :param register: takes the name, ``module:attribute`` of a click command, and words for help.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_screens(register: RegisterTarget) -> None:
    """Add screens to the terminal UI that a register cannot show.

    :param register: takes the name, ``module:attribute`` of a screen class, and the screen's title.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_record_screens(office: "Office", record: Any, register: RegisterTarget) -> None:
    """Add views of one record to its detail screen (a trace, a drawing). Called when a record is opened.

    :param office: the opened office.
    :param record: the record that is shown.
    :param register: takes a key, ``module:function`` that gives lines of text, and the view's title.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_demo(office: "Office", seed: int) -> None:
    """Fill a sample office with this plugin's data, through the door, from a fixed seed.

    :param office: the sample office, acting as the system.
    :param seed: start of the pseudo-random numbers; the same seed gives the same data on the same day.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_standing(office: "Office", marks: Sequence[str], register: Callable[[str, int, int], None]) -> None:
    """Say how it stands with things that a rule sets, for ``gongkai rule show``.

    :param office: the opened office, with its acting account.
    :param marks: entries of a rule's ``sets`` (``obligation:powers``); a plugin answers those that it knows.
    :param register: takes an entry, how many records there are of it, and how many of them are not as they should be.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_check(office: "Office", register: Callable[[T], None]) -> None:
    """Look at the plugin's data for ``gongkai doctor`` and report what is wrong, in words.

    :param office: the opened office.
    :param register: takes one finding.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_findings(office: "Office", register: "Callable[[Check], None]") -> None:
    """Add kinds of findings to ``gongkai catalog check``. Called each time findings are listed or counted.

    :param office: the opened office, with its acting account.
    :param register: takes a ``Check``: a condition on a register's rows, or a function.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_nightly(office: "Office", register: "Callable[[Job], None]") -> None:
    """Add a job to ``gongkai nightly``: what follows from the passing of time alone.

    :param office: the opened office, with its acting account, which may administer it.
    :param register: takes a ``Job``; running it twice, or a week late, must leave the same.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_explain_due(office: "Office", uid: str, register: "Callable[[list[DayNote], T], None]") -> None:
    """Tell how the due date of a record came to be, for ``gongkai clock explain``.

    :param office: the opened office, with its acting account.
    :param uid: the record's id; a plugin that has no such record says nothing.
    :param register: takes the days, counted and skipped, and one sentence on the whole.

    .. versionadded:: 0.1
    """


@hookspec
def gongkai_recount(office: "Office", change: "Change | None", register: "Callable[[Moved], None]") -> None:
    """Count due dates again by the office's calendar, as when the holiday notice of a year has been loaded.

    :param office: the office, whose ``calendar`` is the new one.
    :param change: writes the new dates; None when it is only to be told what would move.
    :param register: takes each record whose date is another by now.

    .. versionadded:: 0.1
    """
