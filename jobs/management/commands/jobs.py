"""manage.py jobs: the jobs that were given up, and another try for one of them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from jobs.models import Job, kinds_of_job


class Command(BaseCommand):
    """List or retry jobs that were given up."""

    help = "List the jobs that were given up; --retry exports.export:17 tries one again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the job to try again."""
        parser.add_argument("--retry", metavar="KIND:ID", help="as the list names it")

    def handle(self, *, retry: str | None, **_: Any) -> None:
        """List, or retry."""
        if retry is not None:
            self.retry(retry)
            return
        rows = [(model, job) for model in kinds_of_job() for job in model.objects.dead()]
        for model, job in rows:
            self.stdout.write(f"{model.label()}:{job.pk}  {job}\n    {job.error}")
        self.stdout.write(f"{len(rows)} given up.")

    def retry(self, name: str) -> None:
        """Give one job a new set of attempts."""
        kind, _, pk = name.rpartition(":")
        job = find_dead(kind, pk)
        if job is None or not job.retry():
            message = f"{name} is not among the jobs that were given up."
            raise CommandError(message)
        self.stdout.write(f"{name} is tried again.")


def find_dead(kind: str, pk: str) -> Job | None:
    """Return the job of this name, if it was given up."""
    for model in kinds_of_job():
        if model.label() == kind.lower():
            try:
                return model.objects.dead().filter(pk=pk).first()
            except (ValueError, ValidationError):
                return None
    return None
