"""Files of what a role sees, as a test reads them."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from volunteers.models import DataExport, ExportForm, Organisation, User
from volunteers.services import exporting, exports
from volunteers.services.export_archive import Wish


@dataclass(frozen=True)
class Exported:
    """A finished ZIP of everything."""

    copy: DataExport
    files: dict[str, bytes]

    def json(self, kind: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.files[f"json/{kind}.json"])
        return rows

    def plain(self, kind: str) -> list[dict[str, str]]:
        """As written."""
        return list(csv.DictReader(io.StringIO(self.files[f"csv/{kind}.csv"].decode())))

    def excel(self, name: str) -> list[dict[str, str]]:
        """As written."""
        return list(csv.DictReader(io.StringIO(self.files[f"excel/{name}.csv"].decode("utf-8-sig")), delimiter=";"))

    def kinds(self) -> set[str]:
        return {name[5:-5] for name in self.files if name.startswith("json/")}

    def text(self) -> str:
        """Everything in it, as a program would read it."""
        return "\n".join(data.decode() for data in self.files.values())


def everything(user: User, organisation: Organisation | None = None, **period: Any) -> Exported:
    """All that the role has, in every form."""
    role = exports.role_of(user, organisation)
    copy = exporting.request_of_role(wish=Wish(role, tuple(exports.kinds_of(role)), ExportForm.ZIP, **period))
    assert exporting.drain() == 1
    copy.refresh_from_db()
    with zipfile.ZipFile(exporting.file_of(copy)) as archive:
        return Exported(copy, {name: archive.read(name) for name in archive.namelist()})
