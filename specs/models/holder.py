"""Who is of a role in a spec, however they came by it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from specs.models.spec import Spec


class RoleHere(models.Model):
    """One person who is of one role in one spec at this moment; a view of the database.

    Who holds the role in the organisation, who was assigned to sign in it for this spec alone, and
    who stands in today for somebody so assigned. The last two are rows of ``reviews``, whose
    migrations say what the view reads. One person may come in more than one row.
    """

    pk = models.CompositePrimaryKey("spec", "role", "user")
    spec = models.ForeignKey(Spec, on_delete=models.DO_NOTHING, related_name="+")
    role = models.SlugField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+"
    )

    class Meta:
        managed = False
        db_table = "specs_rolehere"

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role} in {self.spec_id}"
