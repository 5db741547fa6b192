"""How days and times are written where Django does not know it (settings.FORMAT_MODULE_PATH)."""
