"""UPDATE and DELETE on an event fail through the application's connection, also after one more AlterField (ENG-t11)."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from lms.ledger import append_only
from lms.ledger.models import Event


def assert_refused(parcel):
    row = parcel()
    event = Event.objects.get(stream_id=str(row.pk))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(kind="changed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    assert Event.objects.get(pk=event.pk).kind == "parcel.packed"


@pytest.mark.django_db
def test_update_and_delete_are_refused(parcel):
    assert_refused(parcel)


@pytest.mark.django_db
def test_the_check_names_a_missing_trigger():
    assert append_only.missing(connection) == []
    append_only.remove(connection)
    assert "ledger_event_no_update" in append_only.missing(connection)
    append_only.install(connection)
    call_command("check", databases=["default"])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_triggers_stand_again_after_one_more_alter_field(parcel):
    old, new = Event._meta.get_field("kind"), models.CharField(max_length=41)
    new.set_attributes_from_name("kind")
    new.model = Event
    with connection.schema_editor() as editor:
        editor.alter_field(Event, old, new)
    try:
        if connection.vendor == "sqlite":
            assert append_only.missing(connection)
        call_command("migrate", verbosity=0)
        assert append_only.missing(connection) == []
        assert_refused(parcel)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Event, new, old)
        append_only.install(connection)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_truncate_is_refused_on_postgresql(parcel):
    parcel()
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_event CASCADE")
