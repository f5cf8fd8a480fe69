"""From the bytes of a file to a new spec: read, checked, then imported at once."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from specs import actions, catalogue
from specs.imports.faults import quoted
from specs.imports.incoming import read_incoming
from specs.imports.source import decode, read_source
from specs.portable import usable_templates

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from specs.models import Spec


class Upload(NamedTuple):
    """A file as it came."""

    name: str
    raw: bytes


def receive(upload: Upload, *, organisation: Organisation, by: User) -> Spec:
    """Return the spec that was made of a file; raises Refused with every fault of it."""
    templates = usable_templates(organisation)
    source = read_source(decode(upload.raw))
    incoming = read_incoming(source, templates.versions, catalogue.attributes())
    return actions.import_spec(
        organisation=organisation,
        template=templates.row(incoming.template_key, incoming.template_version),
        incoming=incoming,
        origin=actions.Origin(quoted(upload.name), sha256(upload.raw).hexdigest()),
        by=by,
    )
