"""The project as an app: its checks and management commands."""

from django.apps import AppConfig


class BackendConfig(AppConfig):
    """Wires, decides nothing."""

    name = "backend"

    def ready(self) -> None:
        """Registers the checks."""
        from backend import checks  # noqa: F401, PLC0415 -- apps must be loaded first
