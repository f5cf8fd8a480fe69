"""What a provider says about itself: where to send people, where to fetch tokens and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.providers.base import ProviderException
from django.utils.translation import gettext as _

from accounts.single_sign_on.fetching import fetch, is_safe

if TYPE_CHECKING:
    from collections.abc import Mapping

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Unfit(ProviderException):
    """The provider cannot be used; the message says why, in words for an administrator."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The part of a provider's document that we use, every address in it checked."""

    said: Mapping[str, Any]

    @property
    def issuer(self) -> str:
        """Return whose tokens they are."""
        return str(self.said["issuer"])

    @property
    def hosts(self) -> list[str]:
        """Return whom one talks to."""
        return sorted({urlsplit(self.said[name]).netloc for name in ENDPOINTS})


def discover(issuer: str) -> Discovery:
    """Fetch the document of a provider and check it."""
    address = f"{issuer.rstrip('/')}{WELL_KNOWN}"
    if not is_safe(issuer):
        raise Unfit(_("The address has to begin with https:// and hold no password."))
    try:
        said = fetch(address)
    except requests.JSONDecodeError as error:
        raise Unfit(_("%(url)s gives no JSON document.") % {"url": address}) from error
    except requests.HTTPError as error:
        words = _("%(url)s answers with status %(status)s instead of a document.")
        told = {
            "url": address,
            "status": error.response.status_code if error.response is not None else 0,
        }
        raise Unfit(words % told) from error
    except requests.exceptions.SSLError as error:
        words = _("The certificate of %(host)s is not one that can be trusted.")
        raise Unfit(words % {"host": urlsplit(issuer).netloc}) from error
    except requests.Timeout as error:
        words = _("%(host)s did not answer in time.")
        raise Unfit(words % {"host": urlsplit(issuer).netloc}) from error
    except requests.RequestException as error:
        words = _("%(url)s cannot be read from here. Is the address right, and public?")
        raise Unfit(words % {"url": address}) from error
    return _checked(said, issuer)


def _checked(said: Mapping[str, Any], issuer: str) -> Discovery:
    told = said.get("issuer")
    if told != issuer:
        words = _("The provider calls itself %(told)s. Enter exactly that as its address.")
        raise Unfit(words % {"told": str(told)[:200]})
    for name in ENDPOINTS:
        if not (isinstance(said.get(name), str) and is_safe(said[name])):
            words = _("The provider's document names no safe address for %(name)s.")
            raise Unfit(words % {"name": name})
    kinds = said.get("response_types_supported", ["code"])
    if not isinstance(kinds, list) or "code" not in kinds:
        raise Unfit(_("The provider does not offer the authorization code flow."))
    return Discovery(said)
