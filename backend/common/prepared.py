"""Questions of every request, put into SQL once a process: for the ORM that is several times the work of asking."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Prepared:
    """A question whose form never changes, only the values in it.

    `make` states it for given values, as a queryset of `.values_list()`, with one `.filter()` a value: several in one
    would come in the order of their names. Only the SQL is kept; the rows are read anew each time.
    """

    def __init__(self, make: "Callable[..., QuerySet[Any, tuple[Any, ...]]]") -> None:
        """`make` is first called when the question is first asked."""
        self._make = make
        self._made: tuple[SQLCompiler, str] | None = None

    def ask(self, *given: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, none of which may be None. Raises TypeError where the SQL has them otherwise."""
        adapt = connection.ops.adapt_datetimefield_value
        values = tuple(adapt(value) if isinstance(value, dt.datetime) else value for value in given)
        if self._made is None:
            compiler = self._make(*given).query.get_compiler(connection=connection)
            sql, places = compiler.as_sql()
            if tuple(places) != values:
                raise TypeError(f"the question holds {len(places)} values, or these in another order")
            self._made = compiler, sql
        compiler, sql = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.results_iter([found])]
