"""A register whose first migration fails in the middle."""

from gongkai import T, hookimpl
from gongkai.core.resource import Resource
from gongkai.core.store.fields import Text
from gongkai.core.store.record import Record


class Stamp(Record):
    name = Text(T("名称", "Name"))

    class Meta:
        table_name = "bad_stamp"


@hookimpl
def gongkai_resources(register):
    register(Resource(Stamp, key="bad_stamp", name=T("章", "Stamp"), columns=("name",), title="name"))
