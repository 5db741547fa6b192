"""A PostgreSQL that archives its WAL, is backed up file by file while it runs, and restored to a moment."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg

from tests.services import PostgresServer

PATIENCE = 60.0  # seconds; only a test that fails waits that long
NOT_COPIED = ("pg_wal", "postmaster.pid", "postmaster.opts", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_stat_tmp")


class ArchivingServer(PostgresServer):
    """As production keeps it (docs/operations.md): each finished piece of WAL is copied away."""

    def __init__(self) -> None:
        """Makes the data folder and the archive."""
        super().__init__()
        self.archive = self.folder / "archive"
        self.base = self.folder / "base"
        self._own_folder(self.archive)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def start(self) -> Self:
        """Up, with archiving."""
        self._set(
            wal_level="replica",
            archive_mode="on",
            # Renamed into its place: a piece that is half there must not look like a whole one.
            archive_command=f'cp "%p" "{self.archive}/.%f" && mv "{self.archive}/.%f" "{self.archive}/%f"',
            full_page_writes="on",
        )
        return super().start()

    def ask(self, question: str) -> object:
        """The first value of an answer."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=2) as connection:
            row = connection.execute(question).fetchone()
        return row[0] if row else None

    def lose_everything(self) -> None:
        """Somebody drops it all."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")

    def back_up(self) -> None:
        """A base backup: between start and stop every file is copied as it is, the WAL mends it.

        By hand and not by pg_basebackup: so does whoever takes snapshots of a disk, and it needs no further program.
        """
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SELECT pg_backup_start('drill', true)")
            shutil.copytree(self.data, self.base, ignore=self._left_out, symlinks=True)
            _lsn, label, spaces = connection.execute("SELECT * FROM pg_backup_stop(true)").fetchone() or ("", "", "")
        for name in NOT_COPIED:
            if name.startswith("pg_"):
                (self.base / name).mkdir(mode=0o700)
        (self.base / "backup_label").write_text(label)
        if spaces:
            (self.base / "tablespace_map").write_text(spaces)

    def _left_out(self, folder: str, names: list[str]) -> set[str]:
        return set(NOT_COPIED) & set(names) if Path(folder) == self.data else set()

    def archived(self) -> None:
        """Everything that was committed so far lies in the archive."""
        last = self.archive / str(self.ask("SELECT pg_walfile_name(pg_switch_wal())"))
        self._until(last.is_file)

    def restore(self, moment: str) -> None:
        """On an empty machine: the base backup, and from the archive what was committed until that moment."""
        self.kill()
        shutil.rmtree(self.data)
        self.base.rename(self.data)
        self._own(self.data)
        (self.data / "recovery.signal").touch()
        self._set(
            restore_command=f'cp "{self.archive}/%f" "%p"',
            recovery_target_time=moment,
            recovery_target_action="promote",
        )
        super().start()
        self._until(lambda: self.ask("SELECT pg_is_in_recovery()") is False)

    def _set(self, **values: str) -> None:
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in values.items())

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir()
        self._own(folder)

    def _own(self, folder: Path) -> None:
        """The server's user has to write there; a copy belongs to who made it."""
        if self.user is None:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.user, self.user)
        folder.chmod(0o700)

    def _until(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.02)


def copy_database(source: str, server: PostgresServer) -> None:
    """Tables, triggers and reference data of the migrated database at that address. `pg_dump` comes with `postgres`."""
    tables = subprocess.run(
        [server.bin / "pg_dump", "--no-owner", f"--dbname={_as_libpq(source)}"], capture_output=True, check=True
    )
    subprocess.run(
        [server.bin / "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--dbname={_as_libpq(server.url)}"],
        input=tables.stdout,
        capture_output=True,
        check=True,
    )


def _as_libpq(url: str) -> str:
    return urlsplit(url)._replace(scheme="postgresql").geturl()
