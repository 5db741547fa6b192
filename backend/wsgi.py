"""The WSGI entry for gunicorn."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
gc.disable()  # what is loaded now stays: nothing in it is to be found
application = get_wsgi_application()

import_module("backend.urls")  # the code of every page: the first visitor does not wait for it
gc.freeze()  # it stays for good: the garbage collector need not walk through it again and again
gc.enable()
