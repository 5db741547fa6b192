"""The pool of competences (domain.md, "Documents"): described, never graded. Pure: not even Django.

Read from data/competences.json; data/README.md says where the ESCO mapping comes from.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "competences.json"


@dataclass(frozen=True, slots=True)
class Competence:
    """One competence. `label` and `description` by BCP 47 tag; `esco_uri` is empty where none could be verified."""

    code: str
    esco_label: str
    esco_uri: str
    label: dict[str, str]
    description: dict[str, str]

    def title(self, language: str) -> str:
        """Its name in a language, given as BCP 47 tag with or without a region; German where there is none."""
        return self.label.get(language) or self.label.get(language.partition("-")[0]) or self.label["de"]


@cache
def pool() -> dict[str, Competence]:
    """All of them by code, in the order in which they are shown."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        row["code"]: Competence(
            code=row["code"],
            esco_label=row["esco"]["label"],
            esco_uri=row["esco"].get("uri", ""),
            label=row["label"],
            description=row["description"],
        )
        for row in rows
    }
