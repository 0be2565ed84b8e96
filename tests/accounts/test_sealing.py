"""Birth dates are unreadable without the key file, and the key file is the owner's alone."""

import stat
from datetime import date

import pytest
from cryptography.fernet import Fernet, InvalidToken

from lms.accounts import sealing


@pytest.fixture
def key_file(tmp_path, settings):
    settings.PERSON_KEY_FILE = tmp_path / "keys" / "person.key"
    return settings.PERSON_KEY_FILE


def test_the_key_file_is_made_on_first_use_for_the_owner_only(key_file):
    sealing.seal_birth_date(date(2000, 2, 29))
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["person.key"]


def test_a_second_process_keeps_the_first_key(key_file):
    sealing.make_key_file(key_file)
    first = key_file.read_bytes()
    sealing.make_key_file(key_file)
    assert key_file.read_bytes() == first


def test_a_sealed_birth_date_opens_again_and_shows_nothing(key_file):
    wrapped, sealed = sealing.seal_birth_date(date(2000, 2, 29))
    assert sealing.open_birth_date(wrapped, sealed) == date(2000, 2, 29)
    assert b"2000" not in sealed + wrapped


def test_two_people_born_on_one_day_have_different_seals(key_file):
    assert sealing.seal_birth_date(date(2000, 1, 1)) != sealing.seal_birth_date(date(2000, 1, 1))


def test_another_key_file_opens_nothing(key_file, tmp_path, settings):
    wrapped, sealed = sealing.seal_birth_date(date(2000, 2, 29))
    settings.PERSON_KEY_FILE = tmp_path / "other.key"
    with pytest.raises(InvalidToken):
        sealing.open_birth_date(wrapped, sealed)


def test_without_the_persons_own_key_the_date_is_gone(key_file):
    _wrapped, sealed = sealing.seal_birth_date(date(2000, 2, 29))
    other = sealing.master().encrypt(Fernet.generate_key())
    with pytest.raises(InvalidToken):
        sealing.open_birth_date(other, sealed)
