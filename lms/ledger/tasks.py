"""Celery's side of the outbox: only the task closes its row, so a lost task is handed out again."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from lms.ledger import outbox


@shared_task(name=outbox.DELIVER_TASK, acks_late=True, reject_on_worker_lost=True, max_retries=0)
def deliver_row(row_id: str, lease_token: str) -> None:
    """Deliver one leased row."""
    outbox.deliver(UUID(row_id), UUID(lease_token))
