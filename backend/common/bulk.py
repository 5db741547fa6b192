"""Many new rows at once, at the price of the database alone.

`bulk_create` spends most of its time on writing one long statement: 0.3 ms a certificate, of which the larger part is
escaping the JSON of its content. COPY takes the rows as they are.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

PLAIN = frozenset({str, int, bool, uuid.UUID, dt.date, dt.datetime})  # these very types: an enumeration is none of them


@transaction.atomic(savepoint=False)
def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model in one statement. They get their keys in the database, not in these objects.

    Constraints hold as for any insert: raises IntegrityError, and then none of them is there.
    """
    if not rows:
        return
    connection: Any = connections[DEFAULT_DB_ALIAS]  # not the proxy: it is asked a million times
    on_postgres = connection.vendor == "postgresql"
    meta = rows[0]._meta
    # What the database makes by itself is not given to it: keys and generated columns.
    given = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    fields: list[Any] = [field for field in given if not field.generated]
    # What psycopg takes as it is need not be asked for by Django first: half of the time of this function.
    plain = [PLAIN if on_postgres and not isinstance(field, models.JSONField) else frozenset() for field in fields]
    name = connection.ops.quote_name
    columns = ", ".join(name(field.column) for field in fields)

    def prepared(row: models.Model) -> list[Any]:
        values = [field.pre_save(row, add=True) for field in fields]
        return [
            value if value is None or type(value) in as_it_is else field.get_db_prep_save(value, connection)
            for field, value, as_it_is in zip(fields, values, plain, strict=True)
        ]

    with connection.wrap_database_errors, connection.cursor() as cursor:
        if on_postgres:
            with cursor.copy(f"COPY {name(meta.db_table)} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(prepared(row))
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608 - names of our own
                [prepared(row) for row in rows],
            )
