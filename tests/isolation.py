"""A pytest plugin (`-p tests.isolation`): no test ever touches the data of a running Dankwerk.

Loaded before the settings are read, in the main process and again in each worker of pytest-xdist. Each process gets
a data folder of its own, and a Redis database of its own, so that two workers take no message from each other.

As it is loaded before anything else, it also keeps Python from looking for rubbish in what is imported and collected,
a tenth of the time that takes (`tests/conftest.py` turns it on again), and a test's PDF reader from loading a neural
network for the layout of pages, which nobody asks.
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile

_ADDRESS = "CELERY_BROKER_URL"


def _isolate() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = tempfile.mkdtemp(prefix=f"dankwerk-{worker}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DANKWERK_VAR"] = folder
    broker = os.environ.get(_ADDRESS, "")
    if broker.startswith("redis://") and worker.startswith("gw"):
        os.environ[_ADDRESS] = f"{broker.rpartition('/')[0]}/{int(worker.removeprefix('gw')) % 16}"


_isolate()
gc.disable()
sys.modules["pymupdf.layout"] = None  # type: ignore[assignment]  # as if it were not installed
