"""A register that never finishes to prepare, or to show, a record; a screen and a command that raise."""

import click
from textual.screen import Screen

from gongkai import T, hookimpl
from gongkai.core.resource import Computed, Resource
from gongkai.core.store.fields import Text
from gongkai.core.store.record import Record


class Wheel(Record):
    name = Text(T("名称", "Name"), required=True)

    class Meta:
        table_name = "bad_wheel"


def turn(office, row):
    while row["name"] == "turn":
        pass


def shown(office, record):
    raise LookupError("\x1b[2Jnothing")


class Broken(Screen):
    def __init__(self, office):
        super().__init__()
        raise ValueError("[/] no screen")


@click.command()
def spin():
    raise ZeroDivisionError("\x1b[2J of a command")


@hookimpl
def gongkai_resources(register):
    register(Resource(
        Wheel, key="wheel", name=T("轮子", "Wheel"), columns=("name", "worth"), title="name", prepare=turn,
        computed=(Computed("worth", T("值", "Worth"), shown),),
    ))


@hookimpl
def gongkai_screens(register):
    register("broken", f"{__name__}:Broken", T("坏界面", "Broken screen"))


@hookimpl
def gongkai_commands(register):
    register("spin", f"{__name__}:spin", T("转", "Spin"))
