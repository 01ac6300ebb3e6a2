"""The same entries in Django: a model under django-reversion, imported by django-import-export."""

from pathlib import Path
from typing import Any

import reversion
import tablib
from django.db import models
from import_export import resources

FIELDS = ("number", "first", "second", "elements", "basis", "term", "unit", "channels", "audience", "manner", "note")


@reversion.register()
class Entry(models.Model):
    """An entry with an index for each question that a list asks."""

    number = models.IntegerField(unique=True)
    first = models.TextField()
    second = models.TextField()
    elements = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    term = models.TextField(blank=True)
    unit = models.TextField(db_index=True)
    channels = models.TextField(blank=True)
    audience = models.TextField(blank=True)
    manner = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        app_label = "importing_django"


class EntryResource(resources.ModelResource):
    """How rows become entries, as the project's own documentation writes it."""

    class Meta:
        model = Entry
        import_id_fields = ("number",)
        fields = FIELDS
        skip_unchanged = True
        use_transactions = True


def imported(path: Path) -> None:
    """A trial run and then the import itself, as its admin does, in one revision."""
    from python_calamine import CalamineWorkbook

    rows: list[Any] = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    data = tablib.Dataset(*[(int(row[0]), *row[1:]) for row in rows], headers=FIELDS)
    resource = EntryResource()
    assert not resource.import_data(data, dry_run=True, raise_errors=True).has_errors()
    with reversion.create_revision():
        resource.import_data(data, dry_run=False, raise_errors=True)
