"""Seals a PDF with the installation's key: PAdES B-B, as an update after the untouched rest."""

from __future__ import annotations

from io import BytesIO

from asn1crypto import x509  # type: ignore[import-untyped]
from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reviews.exports.keys import SealKeys

FIELD = "Seal"
# Hexadecimal digits that the signature may take: over twice what it and two certificates need.
ROOM = 16_384


class _KeepsMetadata(IncrementalPdfFileWriter):
    """Writes the update without rewriting the XMP, which would break PDF/A and PDF/UA."""

    def _update_meta(self) -> None:
        return


def seal(pdf: bytes, keys: SealKeys, *, organisation: str = "") -> bytes:
    """Return the PDF with an invisible seal over all of it."""
    sealed = b""
    for room in range(ROOM, ROOM + 16, 2):
        sealed = _seal(pdf, keys, organisation, room)
        # Where a stream ends with a carriage return, readers disagree about its length.
        if b"\r\nendstream" not in sealed[len(pdf) :]:
            break
    return sealed


def _seal(pdf: bytes, keys: SealKeys, organisation: str, room: int) -> bytes:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(_asn1(keys.root.public_bytes(Encoding.DER)))
    key = keys.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=_asn1(keys.certificate.public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(key),
        cert_registry=store,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason="Seals the record as it was exported",
        name=organisation or None,
    )
    field = fields.SigFieldSpec(
        FIELD,
        readable_field_name="Countersign export seal",
        invis_sig_settings=fields.InvisSigSettings(
            set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
        ),
    )
    sealed = BytesIO()
    signers.PdfSigner(metadata, signer=signer, new_field_spec=field).sign_pdf(
        _KeepsMetadata(BytesIO(pdf)), output=sealed, bytes_reserved=room
    )
    return sealed.getvalue()


def _asn1(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)
