"""From the bytes of a file to a new spec: read, checked, then imported at once."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from specs import actions
from specs.imports.faults import quoted
from specs.imports.incoming import read_incoming
from specs.imports.markdown import find_template, read_markdown
from specs.imports.source import decode, read_source, refuse
from specs.portable import Templates, usable_templates

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import Organisation, User
    from specs.imports.incoming import Incoming
    from specs.models import Spec


MARKDOWN = (".md", ".markdown")
MOST_MARKDOWN = 300_000


class Upload(NamedTuple):
    """A file as it came, and the template that was chosen for it, if any."""

    name: str
    raw: bytes
    template: str = ""
    form_id: UUID | None = None

    @property
    def is_markdown(self) -> bool:
        """Say whether it is a document to be read by its headings."""
        return self.name.casefold().endswith(MARKDOWN)


def receive(upload: Upload, *, organisation: Organisation, by: User) -> Spec:
    """Return the spec that was made of a file; raises Refused with every fault of it."""
    templates = usable_templates(organisation)
    text = decode(upload.raw)
    if upload.is_markdown:
        incoming = _read_document(upload, text, templates)
    else:
        source = read_source(text)
        incoming = read_incoming(source, templates.versions, templates.known())
    return actions.import_spec(
        organisation=organisation,
        template=templates.row(incoming.template_key, incoming.template_version),
        incoming=incoming,
        origin=actions.Origin(quoted(upload.name), sha256(upload.raw).hexdigest()),
        by=by,
        form_id=upload.form_id,
    )


def _read_document(upload: Upload, text: str, templates: Templates) -> Incoming:
    if len(text) > MOST_MARKDOWN:
        refuse("The document is longer than 300,000 characters. Import it in parts.")
    named = find_template(text)
    key, asked = named if named and upload.template in ("", named[0]) else (upload.template, 0)
    versions = templates.versions(key)
    if not key:
        refuse("Choose a template: the document names none.")
    if not versions:
        refuse(f"There is no template {quoted(key)} here.")
    version = asked if asked in versions else max(versions)
    stem = upload.name.rpartition(".")[0]
    return read_markdown(text, versions[version], version, name=quoted(stem))
