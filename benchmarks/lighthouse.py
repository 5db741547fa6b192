"""LCP and CLS of pages on a simulated slow 4G, by Lighthouse: `make lighthouse`, while `make run` runs.

Needs Node with npm, which fetches Lighthouse, and Chromium. Pages of signed-in people are looked at as Ada of the
example alliance. `make run` compresses our pages and files as production does.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess

LIGHTHOUSE = "lighthouse@12.8.2"
PATHS = ("/", "/ich/eintragen")
WHO = "ada@example.org"
MEASURED = {
    "LCP s": ("largest-contentful-paint", 1000),
    "CLS": ("cumulative-layout-shift", 1),
    "kB": ("total-byte-weight", 1000),
}


def main() -> None:
    """Prints the median of several runs for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("paths", nargs="*", default=PATHS)
    given = parser.parse_args()
    cookie = session()
    for path in given.paths:
        runs = [
            measure(given.address.rstrip("/") + path, cookie if path.startswith("/ich") else "")
            for _ in range(given.runs)
        ]
        figures = {name: statistics.median(run[name] for run in runs) for name in MEASURED}
        print(path, "  ".join(f"{name} {figure:.2f}" for name, figure in figures.items()))


def session() -> str:
    """Ada's session in the installation that DANKWERK_VAR names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django  # noqa: PLC0415 - the settings read the environment when they are imported

    django.setup()
    from django.test import Client  # noqa: PLC0415 - as above

    from volunteers.models import User  # noqa: PLC0415 - as above

    client = Client()
    client.force_login(User.objects.get(email=WHO))
    return client.cookies["sessionid"].value


def measure(address: str, cookie: str) -> dict[str, float]:
    """One visit with an empty cache."""
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", "--only-categories=performance"]
    command += ["--form-factor=mobile", "--throttling-method=simulate", "--chrome-flags=--headless=new --no-sandbox"]
    if cookie:
        command.append("--extra-headers=" + json.dumps({"Cookie": f"sessionid={cookie}"}))
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, check=True)
    audits = json.loads(done.stdout)["audits"]
    return {name: audits[audit]["numericValue"] / unit for name, (audit, unit) in MEASURED.items()}


if __name__ == "__main__":
    main()
