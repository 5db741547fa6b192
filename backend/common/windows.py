"""A page as a window over ordered keys: what a query with several branches need read, wherever its rows lie.

The first 50 rows of one organisation stand side by side in an index in the order of keys. Those of two organisations,
or of a district, do not: there the database walks back from the newest row of all, and through nearly the whole table
where help ended long ago. So each branch is asked for its first keys alone, and the page is chosen among them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connections, models

if TYPE_CHECKING:
    Rows: TypeAlias = models.QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Where a page lies in the order of keys: `most` rows below `position`, newest first; `rising` ones above it."""

    most: int
    position: int | None = None
    rising: bool = False

    @staticmethod
    def worth_it(alias: str) -> bool:
        """Whether that database can: SQLite has no arrays, and only small alliances."""
        return connections[alias].vendor == "postgresql"

    def first(self, rows: "Rows") -> "Rows":
        """The keys of the first rows in the window."""
        if self.position is not None:
            rows = rows.filter(**{"pk__gt" if self.rising else "pk__lt": self.position})
        keys: Rows = rows.order_by("pk" if self.rising else "-pk").values("pk")
        return keys[: self.most]

    def first_of_each(self, rows: "Rows", link: str, parents: "Rows") -> "Rows":
        """The keys of the first of those rows whose `link` is one of `parents`, from the first ones of each."""
        # Here, because it brings psycopg along: nothing that a process needs which never meets PostgreSQL.
        from django.contrib.postgres.expressions import ArraySubquery  # noqa: PLC0415

        each = ArraySubquery(self.first(rows.filter(**{link: models.OuterRef("pk")})))
        near = models.Func(each, function="unnest", output_field=models.BigIntegerField())
        keys: Rows = parents.annotate(near=near).order_by("near" if self.rising else "-near").values("near")
        return keys[: self.most]
