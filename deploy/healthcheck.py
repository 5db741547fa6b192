"""The web container's health check: exit code 0 when /healthz answers. Standard library only, a few milliseconds."""  # noqa: INP001 -- run by its path

import os
import sys
from http.client import HTTPConnection, HTTPException

HOST = os.environ.get("DANKWERK_ALLOWED_HOSTS", "localhost").split(",")[0].strip()


def answers(port: int) -> bool:
    """Whether this machine's /healthz says 200, asked under a name that the application accepts."""
    connection = HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/healthz", headers={"Host": HOST})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers(int(sys.argv[1])) else 1)
