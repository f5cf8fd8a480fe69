"""Makes the provider's tables and people, then serves it: ``python -m … PORT``."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command


def main(port: str) -> None:
    """Prepare the provider, and serve until somebody ends it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.accounts.oidc_provider.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 - models wait for setup()

    client = Client(id="countersign", name="Countersign", skip_consent=True)
    client.set_scopes(["openid", "profile", "email"])
    client.set_secret("a secret of two")
    client.save()
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
