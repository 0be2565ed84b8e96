"""The composition root as an app: it carries the commands that concern the whole project."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        """Bind what belongs to no single app."""
        from config import media_jobs

        media_jobs.register()
