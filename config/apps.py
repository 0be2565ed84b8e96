"""The composition root as an app: it carries the commands that concern the whole project."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
