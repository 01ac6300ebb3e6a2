"""A register whose key another plugin has."""

from gongkai import T, hookimpl
from gongkai.core.resource import Resource
from gongkai.core.store.fields import Text
from gongkai.core.store.record import Record


class Mine(Record):
    name = Text(T("名称", "Name"))

    class Meta:
        table_name = "mine"


@hookimpl
def gongkai_resources(register):
    register(Resource(Mine, key="entry", name=T("条目", "Entry"), columns=("name",), title="name"))
