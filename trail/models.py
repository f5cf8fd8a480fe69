"""The append-only record: events, the head of each chain, and signed checkpoints over all heads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Self

from django.db import models

from trail.domain.event import GENESIS, Actor, Json, describe


class EventQuerySet(models.QuerySet["Event"]):
    """Events by the chain they stand in."""

    def of_chain(self, chain: str) -> Self:
        """Return one chain in its order."""
        return self.filter(chain=chain).order_by("seq")


class Event(models.Model):
    """One thing that happened. The body is what was hashed; the other columns are drawn from it.

    The table is never altered: a new fact goes into the body, a new format is a new ``v``.
    """

    pk = models.CompositePrimaryKey("chain", "seq")
    chain = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=60)
    object = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    body = models.TextField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("chain", "seq")

    def __str__(self) -> str:
        return f"{self.chain} #{self.seq} {self.kind}"

    @property
    def words(self) -> str:
        """Return the sentence that a person reads."""
        return describe(self)

    @property
    def facts(self) -> Mapping[str, Json]:
        """Return what is particular to this event."""
        facts: Mapping[str, Json] = json.loads(self.body)["facts"]
        return facts

    @property
    def reason(self) -> str:
        """Return why, in the words of who did it."""
        return str(json.loads(self.body)["reason"])

    @property
    def actor(self) -> Actor:
        """Return who did it, as printed then."""
        return Actor(**json.loads(self.body)["actor"])


class Head(models.Model):
    """Where a chain ends; only the trigger that lets an event in moves it."""

    chain = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        ordering = ("chain",)

    def __str__(self) -> str:
        return f"{self.chain} #{self.seq}"


class Checkpoint(models.Model):
    """A signed Merkle root over all heads at one time.

    The body lists the heads that moved since the checkpoint before; some bodies list all of them.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    body = models.TextField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"checkpoint {self.number}"
