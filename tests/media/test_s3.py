"""Files in a bucket, against a server that checks signatures: a wrong secret, a changed or an old link is refused."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile

from media.buckets import BucketPrivateStorage, BucketPublicStorage
from tests.media import swift

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not swift.is_installed(), reason="swift is not installed: tests/run.sh installs it"),
]
CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    retries={"max_attempts": 1},
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    found = swift.Swift(tmp_path_factory.mktemp("swift"))
    try:
        found.start()
        client(found).create_bucket(Bucket="town")
        yield found
    finally:
        found.stop()


def client(server, secret=swift.SECRET):
    return boto3.client(
        "s3", endpoint_url=server.url, aws_access_key_id=swift.KEY, aws_secret_access_key=secret,
        region_name="us-east-1", config=CONFIG,
    )  # fmt: skip


@pytest.fixture
def bucket(server, settings):
    settings.S3_STORAGE = {
        "bucket_name": "town",
        "endpoint_url": server.url,
        "region_name": "us-east-1",
        "access_key": swift.KEY,
        "secret_key": swift.SECRET,
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
        "client_config": CONFIG,
    }
    return settings


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read(), answer.headers


def test_the_server_refuses_a_wrong_secret(server):
    with pytest.raises(ClientError) as refused:
        client(server, "wrong").list_objects_v2(Bucket="town")
    assert refused.value.response["Error"]["Code"] == "SignatureDoesNotMatch"
    assert client(server).list_objects_v2(Bucket="town")["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_file_goes_in_and_comes_back_by_a_signed_link(bucket):
    storage = BucketPublicStorage()
    name = storage.save("pictures/a.png", ContentFile(b"picture"))
    assert storage.url(name) == f"/files/{name}"
    assert storage.size(name) == 7
    with storage.open(name) as stored:
        assert stored.read() == b"picture"
    link = storage.signed_url(name, 60)
    assert fetch(link)[0] == b"picture"
    assert urlsplit(link).path == f"/town/public/{name}"
    storage.delete(name)
    assert not storage.exists(name)


def test_a_document_comes_under_its_japanese_name(bucket):
    from media.storages import disposition

    storage = BucketPrivateStorage()
    name = storage.save("documents/a.pdf", ContentFile(b"%PDF-"))
    wanted = disposition("議事録.pdf")
    data, headers = fetch(storage.url(name, parameters={"ResponseContentDisposition": wanted}, expire=60))
    assert data == b"%PDF-"
    assert headers["Content-Disposition"] == wanted


# A changed link is known and forbidden (403 of S3). Without a signature Swift does not take the request for one of S3 at
# all: its own interface looks for a version (/v1/) where the bucket stands and calls the path invalid (400).
@pytest.mark.parametrize(("change", "status"), [("signature", 403), ("name", 403), ("unsigned", 400)])
def test_a_changed_link_is_refused(bucket, change, status):
    storage = BucketPrivateStorage()
    name = storage.save("documents/b.pdf", ContentFile(b"%PDF-"))
    other = storage.save("documents/c.pdf", ContentFile(b"%PDF-"))
    link = storage.url(name, expire=60)
    changed = {
        "signature": link[:-4] + ("0000" if link[-4:] != "0000" else "1111"),
        "name": link.replace(name, other),
        "unsigned": link.partition("?")[0],
    }[change]
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(changed)
    assert refused.value.code == status
    assert b"%PDF-" not in refused.value.read()
