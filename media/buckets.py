"""Storages in an S3-compatible bucket. Apart from the local ones: the client library takes some 30 MB in every process."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage

from media.storages import disposition


class _BucketStorage(S3Storage):
    """A folder of the bucket. Nothing in it is readable without a signature."""

    def get_default_settings(self) -> dict[str, Any]:
        """Everything comes from our own settings."""
        client = {"client_config": Config(**settings.S3_CLIENT)}
        return {**super().get_default_settings(), **client, **settings.S3_STORAGE}


class BucketPublicStorage(_BucketStorage):
    """As the local one: the address in a page stays the same, and leads to a signed link of the bucket."""

    def get_default_settings(self) -> dict[str, Any]:
        """Its own folder."""
        return {**super().get_default_settings(), "location": "public"}

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """The lasting address of ours."""
        return settings.MEDIA_URL + quote(name)

    def signed_url(self, name: str, seconds: int) -> str:
        """The address in the bucket, for a while."""
        return cast("str", S3Storage.url(self, name, expire=seconds))


class BucketPrivateStorage(_BucketStorage):
    """Documents in the bucket."""

    def get_default_settings(self) -> dict[str, Any]:
        """Its own folder."""
        return {**super().get_default_settings(), "location": "private"}

    def link(self, name: str, *, filename: str, content_type: str, seconds: int) -> str:
        """The address in the bucket, for a while; the browser saves it under `filename`."""
        parameters = {"ResponseContentDisposition": disposition(filename), "ResponseContentType": content_type}
        return cast("str", self.url(name, parameters=parameters, expire=seconds))
