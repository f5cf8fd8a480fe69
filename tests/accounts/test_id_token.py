"""Reading ID tokens that somebody else made: each lacks one thing that a true one has."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts.single_sign_on.id_token import NotProved, read_id_token

ISSUER = "https://login.example.com"
CLIENT = "countersign"
NONCE = "of-this-sign-in"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(key: rsa.RSAPrivateKey, **more: str) -> dict[str, Any]:
    """Return a key as the provider publishes it."""
    found: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {key: found[key] for key in ("kty", "n", "e")} | more


KEYS = {"keys": [published(KEY, kid="one", use="sig", alg="RS256")]}


def token(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "one", **changes: Any) -> str:
    """Return a token that is right but for the changes; None leaves a claim out."""
    now = int(time.time())
    said: dict[str, Any] = {
        "iss": ISSUER,
        "sub": "17",
        "aud": CLIENT,
        "exp": now + 300,
        "iat": now,
        "nonce": NONCE,
    }
    said = {name: value for name, value in (said | changes).items() if value is not None}
    return jwt.encode(said, key, algorithm, headers={"kid": kid} if kid else None)


def read(text: str, **more: Any) -> dict[str, Any]:
    """Read it as a sign-in does."""
    given = {"keys": KEYS, "issuer": ISSUER, "client_id": CLIENT, "nonce": NONCE} | more
    return read_id_token(text, **given)


def test_a_true_token_is_believed() -> None:
    assert read(token())["sub"] == "17"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": None},
        {"aud": [CLIENT, "another application"]},
        {"aud": [CLIENT, "another application"], "azp": "another application"},
        {"azp": "another application"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"iat": None},
        {"nbf": int(time.time()) + 3600},
        {"nonce": "of another sign-in"},
        {"nonce": ""},
        {"nonce": None},
        {"nonce": ["of-this-sign-in"]},
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 200},
    ],
    ids=str,
)
def test_a_token_that_lies_in_one_thing_is_not_believed(changes: dict[str, Any]) -> None:
    with pytest.raises(NotProved):
        read(token(**changes))


def test_a_nonce_that_was_never_asked_for_is_not_believed() -> None:
    with pytest.raises(NotProved):
        read(token(nonce=""), nonce="")


def test_several_audiences_are_fine_where_we_are_the_one_it_was_made_for() -> None:
    assert read(token(aud=[CLIENT, "another application"], azp=CLIENT))


@pytest.mark.parametrize("kid", ["one", "two", None])
def test_a_token_signed_by_another_key_is_not_believed(kid: str | None) -> None:
    with pytest.raises(NotProved):
        read(token(OTHER, kid=kid))


def test_a_token_that_nobody_signed_is_not_believed() -> None:
    bare = token(None, "none")
    stripped = f"{token().rpartition('.')[0]}."

    for text in (bare, stripped, "", "a.b.c", "x", "é.é.é"):
        with pytest.raises(NotProved):
            read(text)


def test_the_public_key_is_not_taken_for_a_shared_secret() -> None:
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def encode(part: bytes) -> bytes:
        return base64.urlsafe_b64encode(part).rstrip(b"=")

    head = encode(json.dumps({"alg": "HS256", "kid": "one", "typ": "JWT"}).encode())
    body = token().split(".")[1].encode()
    mark = encode(hmac.new(public, head + b"." + body, hashlib.sha256).digest())

    with pytest.raises(NotProved):
        read((head + b"." + body + b"." + mark).decode())


def test_a_secret_among_the_published_keys_signs_nothing() -> None:
    secret = "0" * 64
    offered = {"kty": "oct", "k": base64.urlsafe_b64encode(secret.encode()).decode(), "kid": "one"}

    with pytest.raises(NotProved):
        read(token(secret, "HS256"), keys={"keys": [offered]})


def test_a_key_for_another_purpose_or_algorithm_signs_nothing() -> None:
    for more in ({"use": "enc"}, {"alg": "RS512"}):
        keys = {"keys": [published(KEY, kid="one") | more]}
        with pytest.raises(NotProved):
            read(token(), keys=keys)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": None}, {"keys": ["x", {}]}])
def test_a_provider_without_keys_is_not_believed(keys: dict[str, Any]) -> None:
    with pytest.raises(NotProved):
        read(token(), keys=keys)


def test_a_fresh_sign_in_is_one_after_it_was_asked_for() -> None:
    now = time.time()

    assert read(token(auth_time=int(now)), signed_in_after=now)
    for at in (int(now) - 60, None, True, "now"):
        with pytest.raises(NotProved):
            read(token(auth_time=at), signed_in_after=now)
