"""Numbers of files are accepted and become keys at a save (authoring.md section 3)."""

from __future__ import annotations

import pytest

from courses import writing
from courses.library import keyed
from tests.courses.factories import make_course, make_site
from tests.media import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_site("hama")


def test_a_number_becomes_the_key_of_the_file(region) -> None:
    picture = files.store(region, "home-map", files.png(), "a.png").row
    site, n = region.site, picture.pk
    assert keyed(f"![図](image:{n})", site) == "![図](image:home-map)"
    assert (
        keyed(f"image:{n} image:{n}0 image:{n}-a ximage:{n}", site)
        == f"image:home-map image:{n}0 image:{n}-a ximage:{n}"
    )
    assert keyed(f"file:{n} media:{n}", site) == f"file:{n} media:{n}"
    assert keyed(f"![図](image:{n})", None) == f"![図](image:{n})"


def test_a_key_of_digits_comes_before_a_number_and_another_sites_file_is_none(region) -> None:
    picture = files.store(region, "home-map", files.png(), "a.png").row
    files.store(region, str(picture.pk), files.png(), "b.png")
    assert keyed(f"image:{picture.pk}", region.site) == f"image:{picture.pk}"
    other = make_site("yama")
    foreign = files.store(other, "secret-map", files.png(), "c.png").row
    assert keyed(f"image:{foreign.pk}", region.site) == f"image:{foreign.pk}"


def test_code_is_not_touched_and_a_save_does_it(region) -> None:
    n = files.store(region, "home-map", files.png(), "a.png").row.pk
    text = f"`image:{n}` と\n\n```\nimage:{n}\n```\n\n![図](image:{n})\n"
    stored = writing.settle(text, make_course(region))
    assert stored == f"`image:{n}` と\n\n```\nimage:{n}\n```\n\n![図](image:home-map)\n"
