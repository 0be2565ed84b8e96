"""The Celery application; used only where CELERY_BROKER_URL is set (see lms.ledger.outbox)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("sonjuku")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_default_queue="rules",
    broker_connection_retry_on_startup=True,
)
app.autodiscover_tasks(["lms.ledger"])
