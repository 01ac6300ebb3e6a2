"""Divisions that an office adds itself: 社 and 组 below a village, 管委会 and 片区 beside the list.

Each step is a reorganisation act, so it has a history and can be taken back. The code is the code of what is above,
with the next free number in its last three digits; a number that was used before is not given again.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, format_code, natural_level, parse_code
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content, Head, Item
from gongkai.core.registry.apply import apply_act

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOST = 999  # of them directly below one division


def add_division(
    office: "Office", name: str, above: int, *, level: Level | None = None, code: str = "", kind: str = "",
    day: date | None = None, basis: str = "",
) -> Any:  # fmt: skip
    """Add a division below another one; gives the record of the act that did so.

    Args:
        level: of a body beside the list; the one below the level of ``above`` unless said.
        code: instead of the next free number.
        kind: one that ``codes.own_kind_of`` gives; read off the name unless said.

    Raises:
        BadInput: nothing can lie there, no number is free, or what ``apply_act`` raises.
    """
    stored = Level(_level(office, above))
    if above % 1000 or stored in (Level.NATION, Level.BELOW):
        raise BadInput(
            T(
                f"{office.place_name(above)}之下不能再设区划。",
                f"Nothing can be added below {office.place_name(above)}.",
            ),
            T(
                "设在村、社区之下，或省、市、县、乡之下。",
                "Add it below a village, or below a province, city, county or town.",
            ),
        )
    wanted = level if level is not None else Level(stored + 1)
    if (wanted == Level.BELOW) != (stored == Level.VILLAGE):
        raise BadInput(
            T(f"{office.place_name(above)}之下不能设{wanted.label.zh}区划。",
              f"A division of this level ({wanted.label.en}) cannot lie below {office.place_name(above)}."),
            T("换一个上级或层级。", "Choose another parent or level."),
        )  # fmt: skip
    scope = parse_code(code) if code else free_code(office, above)
    if code and natural_level(scope) < Level.COUNTY:
        raise BadInput(
            T(f"{format_code(scope)} 是省、市的代码。", f"{format_code(scope)} is the code of a province or city."),
            T("写县级以下的代码，或不写。", "Give the code of a county or lower, or none."),
        )
    item = Item(
        op="create", what="division", name=name, code=format_code(scope), parent=format_code(above), level=wanted.key,
        kind=kind,
    )  # fmt: skip
    return _apply(office, "create", str(T(f"设立{name}", f"{name} set up")), item, day, basis)


def rename_division(office: "Office", place: int, name: str, *, day: date | None = None, basis: str = "") -> Any:
    """Give a division that the office added another name; the record of the act.

    Raises:
        BadInput: it is one of the list, or what ``apply_act`` raises.
    """
    _own(office, place)
    item = Item(op="rename", of=format_code(place), what="division", name=name)
    title = str(T(f"{office.place_name(place)}更名为{name}", f"{office.place_name(place)} renamed {name}"))
    return _apply(office, "rename", title, item, day, basis)


def end_division(office: "Office", place: int, *, day: date | None = None, basis: str = "") -> Any:
    """End a division that the office added; what lies in it goes to the division above. Gives the record of the act.

    Raises:
        BadInput: it is one of the list, or what ``apply_act`` raises.
    """
    _own(office, place)
    (above,) = office.store.sql("SELECT parent FROM division WHERE code = ?", (place,))[0]
    units = office.store.sql(
        "SELECT uid FROM unit WHERE scope = ? AND (valid_to IS NULL OR valid_to > ?)",
        (place, (day or office.today).isoformat()),
    )
    item = Item(
        op="abolish", of=format_code(place), what="division", to=format_code(above), units={uid: "keep" for (uid,) in units}
    )  # fmt: skip
    title = str(T(f"撤销{office.place_name(place)}", f"{office.place_name(place)} ended"))
    return _apply(office, "abolish", title, item, day, basis)


def free_code(office: "Office", above: int) -> int:
    """The code with the next number below a division that nothing has or had.

    Raises:
        BadInput: all 999 are used.
    """
    low, high = above + 1, above + MOST
    used = {
        code for (code,) in office.store.sql(
            "SELECT code FROM division WHERE code BETWEEN ? AND ? UNION SELECT code FROM division_term WHERE code BETWEEN ? AND ?"
            " UNION SELECT became FROM division_term WHERE became BETWEEN ? AND ?", (low, high) * 3
        )
    }  # fmt: skip
    for code in range(low, high + 1):
        if code not in used:
            return code
    raise BadInput(
        T(
            f"{office.place_name(above)}之下的 999 个号已用完。",
            f"All 999 numbers below {office.place_name(above)} are used.",
        ),
        T("用 --code 指定一个已停用的代码。", "Name a code that is in use no more with --code."),
    )


def _apply(office: "Office", kind: str, title: str, item: Item, day: date | None, basis: str) -> Any:
    head = Head(kind=kind, title=title, effective=day or office.today, basis=basis)
    return apply_act(office, Content(act=head, item=(item,)))


def _level(office: "Office", place: int) -> int:
    return int(office.store.sql("SELECT level FROM division WHERE code = ?", (place,))[0][0])


def _own(office: "Office", place: int) -> None:
    if not place % 1000 and not office.store.sql(
        "SELECT 1 FROM division_term WHERE became = ? AND state = 'absent' AND act <> ''", (place,)
    ):
        raise BadInput(
            T(f"{office.place_name(place)}是名录里的区划。", f"{office.place_name(place)} is a division of the list."),
            T("用机构改革（gongkai act）更名或撤销。", "Rename or end it with an act (gongkai act)."),
        )
