"""What posts show elsewhere: the way to work on マイ学習, and posts on a course's page."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.learning.models import QualificationRule, SkillEvidence
from lms.ledger import clock
from lms.partners.models import JobPost
from lms.partners.roads import roads_for
from lms.partners.selectors import names_course
from tests.accounts.factories import make_person, sign_in


@pytest.fixture
def asking(town, firm):
    rule = QualificationRule.objects.create(
        region=town.region, slug="start", label="はじめの条件", state="active", valid_from=date(2020, 1, 1),
        tree={"all": [{"course_completed": ["A3"]}, {"skill_level": ["SEC-01", 1]}]},
    )  # fmt: skip
    post = firm.post("published")
    JobPost.objects.filter(pk=post.pk).update(rule=rule)
    return post


def test_the_way_to_work_says_what_is_missing(town, asking):
    road = roads_for(make_person(town.region), {})[0]
    assert (road["title"], road["done"], road["total"]) == (asking.title, 0, 2)
    assert road["text"] == "あと2つで応募できます"
    assert road["url"] == reverse("work:post", args=[asking.slug])


def test_the_youngest_see_no_way_to_work(town, asking):
    young = make_person(town.region, birth_date=date(clock.today_in_tokyo().year - 14, 1, 10))
    assert roads_for(young, {}) == []


def test_posts_without_a_requirement_make_no_road(town, firm):
    firm.post("published")
    assert roads_for(make_person(town.region), {}) == []


def test_roads_take_two_queries(town, asking):
    person = make_person(town.region)
    roads_for(person, {})  # the outline of the catalogue is kept by the process
    with CaptureQueriesContext(connection) as seen:
        roads_for(person, {})
    assert len(seen) == 2


def test_my_learning_opens_with_the_road(town, asking):
    client = sign_in(Client(), make_person(town.region))
    assert client.get("/learn/").status_code == 200


@pytest.mark.parametrize(
    ("tree", "asked"),
    [
        ({"course_completed": ["A3"]}, True),
        ({"course_completed": ["B4"]}, False),
        ({"any": [{"course_completed": ["B4"]}, {"n_of": [1, [{"skill_level": ["SEC-01", 1]}]]}]}, True),
        ({"score_at_least": ["A3:q1", 80, "best"]}, True),
        ({"skill_level": ["WRK-01", 1]}, False),
    ],
)
def test_a_rule_names_a_course_at_any_depth(tree, asked):
    assert names_course(tree, "A3", {"SEC-01"}) is asked


def test_evidence_counts_on_the_road(town, asking):
    from courses.models import Skill

    person = make_person(town.region)
    skill = Skill.objects.get_or_create(code="SEC-01")[0]
    fields = {f.name for f in SkillEvidence._meta.get_fields()}
    extra = {"region": town.region} if "region" in fields else {}
    SkillEvidence.objects.create(person=person, skill=skill, level=1, earned_on=clock.today_in_tokyo(), **extra)
    assert roads_for(person, {})[0]["done"] == 1
