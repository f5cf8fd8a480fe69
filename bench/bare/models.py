"""The three tables of the yardstick beside Django's own."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import User
from django.db import models


class Membership(models.Model):
    """A person who may write."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    level = models.CharField(max_length=12)

    objects: ClassVar[models.Manager[Membership]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.user}: {self.level}"


class Answer(models.Model):
    """One field of one document."""

    document = models.IntegerField(db_index=True)
    key = models.CharField(max_length=80)
    value = models.TextField()
    version = models.IntegerField(default=0)

    objects: ClassVar[models.Manager[Answer]] = models.Manager()

    def __str__(self) -> str:
        return self.key


class Event(models.Model):
    """What happened to an answer."""

    document = models.IntegerField()
    key = models.CharField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Event]] = models.Manager()

    def __str__(self) -> str:
        return self.kind
