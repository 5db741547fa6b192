"""`manage.py ready [NAME …]`: what /readyz says, for a shell and for the health checks of worker and beat."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backend.health import measure


class Command(BaseCommand):
    help = "Zeigt, was bereit ist. Exit-Code 1, wenn etwas davon (oder von den genannten Teilen) es nicht ist."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="*", help="database, worker, beat, queue, wake_ups, protocol, broker; sonst alle"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        checks = measure()
        asked = {name: checks.get(name, {"ok": False, "error": "unknown"}) for name in options["names"] or checks}
        self.stdout.write(json.dumps(asked, indent=1))
        if not all(check["ok"] for check in asked.values()):
            sys.exit(1)
