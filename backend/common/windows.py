"""A page as a window over ordered keys, so that a query with several branches reads only what can be in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models

if TYPE_CHECKING:
    Rows: TypeAlias = models.QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Where a page lies in the order of keys: `most` rows below `position`, newest first; `rising` ones above it."""

    most: int
    position: int | None = None
    rising: bool = False

    def first(self, rows: "Rows") -> "Rows":
        """The keys of the first rows in the window."""
        if self.position is not None:
            rows = rows.filter(**{"pk__gt" if self.rising else "pk__lt": self.position})
        keys: Rows = rows.order_by("pk" if self.rising else "-pk").values("pk")
        return keys[: self.most]

    def first_of_each(self, rows: "Rows", link: str, parents: "Rows") -> "Rows":
        """The same among the rows whose `link` is one of `parents`, from the first ones of each. PostgreSQL only."""
        each = ArraySubquery(self.first(rows.filter(**{link: models.OuterRef("pk")})))
        keys = parents.annotate(near=models.Func(each, function="unnest", output_field=models.BigIntegerField()))
        return keys.order_by("near" if self.rising else "-near").values("near")[: self.most]
