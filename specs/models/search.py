"""What the search knows of each spec."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from specs.models.spec import Spec


class TextVector(models.Field):  # type: ignore[type-arg]
    """Words and their places, as PostgreSQL keeps them; written by SQL alone."""

    def db_type(self, connection: object) -> str:
        """Name the column's type."""
        del connection
        return "tsvector"


class SpecText(models.Model):
    """The words of one spec: its title (weight A), its owner (B), and what was answered (D).

    A trigger writes the first two with the spec's row. A worker adds the answers once edits have
    settled; Spec.indexed_version says up to which version.
    """

    spec = models.OneToOneField(
        Spec, on_delete=models.CASCADE, primary_key=True, related_name="text"
    )
    vector = TextVector()

    class Meta:
        ordering = ("spec",)
        indexes = (GinIndex(fields=["vector"], name="spec_text_words", fastupdate=False),)

    def __str__(self) -> str:
        return f"words of {self.spec_id}"
