"""The WSGI application that the web server loads."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# What is loaded by now stays for good, and hardly anything of a request lives on in a circle: the
# collector need not look at the former at all, nor so often at the latter (1/40 of a save's time).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
