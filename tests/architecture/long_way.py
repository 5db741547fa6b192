"""Migrations as they were before one step replaced them."""

from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

OUR_APPS = ("common", "volunteers", "certificates", "recognition")


def ours(migration: Migration) -> bool:
    """Whether it is of one of our apps."""
    return migration.app_label in OUR_APPS


class LongWay(MigrationLoader):
    """Django's loader, blind to migrations of ours that replace others."""

    def load_disk(self) -> None:
        """All but those."""
        super().load_disk()
        kept = {key: one for key, one in self.disk_migrations.items() if not (one.replaces and ours(one))}
        self.disk_migrations = kept
