"""`python -m benchmarks.inside PART ARGUMENTS ANSWER`: one part in a process with Django; the programs call it.

Apart from the programs, because the settings read the environment when they are first imported.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Migrate the database of the environment (`migrating` measures that itself), measure, write it as JSON."""
    part, arguments, answer = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    if part != "migrating":
        call_command("migrate", verbosity=0)
    module = importlib.import_module(f"benchmarks.inside.{part}")
    Path(answer).write_text(json.dumps(module.measure(**json.loads(arguments))), encoding="utf-8")


if __name__ == "__main__":
    main()
