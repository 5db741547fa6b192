"""The project as an app: its checks and management commands."""

from django.apps import AppConfig


class BackendConfig(AppConfig):
    """Wires, decides nothing."""

    name = "backend"
