"""A register over core's own table of accounts."""

from gongkai import T, hookimpl
from gongkai.core.resource import Resource
from gongkai.core.store.fields import Text
from gongkai.core.store.record import Record


class Theirs(Record):
    name = Text(T("名称", "Name"))

    class Meta:
        table_name = "account"


@hookimpl
def gongkai_resources(register):
    register(Resource(Theirs, key="theirs", name=T("账号", "Accounts"), columns=("name",), title="name"))
