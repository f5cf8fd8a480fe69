"""What the scheduler asks of the trail."""

from __future__ import annotations

from celery import shared_task

from trail import actions


@shared_task(ignore_result=True)
def make_checkpoint() -> None:
    """Make a checkpoint if anything changed since the last one."""
    actions.checkpoint()
