"""Reading an ID token: signed by the provider, for us, for this very sign-in, and still fresh."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import jwt
from allauth.socialaccount.providers.base import ProviderException
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

# Signatures that only the provider's private key makes: neither none, nor one by a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
NEEDED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60  # seconds by which two clocks may differ
FRESH_LEEWAY = 10  # the same, where a fresh sign-in is asked for
LONGEST_SUBJECT = 180


class NotProved(ProviderException):
    """The token proves nothing; the message says why, in words."""


def read_id_token(
    token: str,
    *,
    keys: Mapping[str, Any],
    issuer: str,
    client_id: str,
    nonce: str,
    signed_in_after: float | None = None,
) -> dict[str, Any]:
    """Return what a token states, if all of it is proved.

    ``signed_in_after`` asks for a sign-in at the provider no earlier than that.
    """
    try:
        algorithm, key = _key_of(token, keys)
        said: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": NEEDED},
        )
    except jwt.ExpiredSignatureError as error:
        raise NotProved(_("The provider's answer is too old.")) from error
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotProved(_("The provider's answer is not one that can be trusted.")) from error
    _check_audience(said, client_id)
    if not nonce or not secrets.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise NotProved(_("The provider's answer belongs to another sign-in."))
    subject = said["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotProved(_("The provider did not say who you are."))
    if signed_in_after is not None:
        _check_fresh(said, signed_in_after)
    return said


def _key_of(token: str, keys: Mapping[str, Any]) -> tuple[str, jwt.PyJWK]:
    """Return by which of the provider's keys a token was signed; the token only names it."""
    header = jwt.get_unverified_header(token)
    algorithm, name = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(f"not with {algorithm}")
    offered = keys.get("keys")
    fitting = [
        key
        for key in (offered if isinstance(offered, list) else [])
        if isinstance(key, dict)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (name is None or key.get("kid") == name)
    ]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("not one key")
    return algorithm, jwt.PyJWK.from_dict(fitting[0], algorithm)


def _check_audience(said: Mapping[str, Any], client_id: str) -> None:
    """Refuse a token made for somebody else, who shows it to us as well."""
    audience = said["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if said.get("azp", None if several else client_id) != client_id:
        raise NotProved(_("The provider's answer is for another application."))


def _check_fresh(said: Mapping[str, Any], after: float) -> None:
    at = said.get("auth_time")
    if not isinstance(at, int) or isinstance(at, bool):
        words = _("The provider did not say when you signed in (auth_time), so it proves nothing.")
        raise NotProved(words)
    if at < after - FRESH_LEEWAY:
        raise NotProved(_("The provider did not ask you again who you are."))
