"""Every model that points at a person, a user or a pseudonym says what it gives out and what it forgets (architecture.md §2, P05, P06)."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from lms.accounts.models import Person, User
from lms.accounts.personal_data import rules

# Django's and Wagtail's own tables that point at a user and hold no data about a learner or applicant: CMS work of staff.
OURS = ("lms", "courses", "content", "media", "allauth")


def models_about_people():
    return sorted(
        (
            model
            for model in apps.get_models()
            if model.__module__.split(".")[0] in OURS
            and not model._meta.proxy
            and (model in {Person, User} or _points_at_somebody(model))
        ),
        key=lambda model: model._meta.label,
    )


def _points_at_somebody(model) -> bool:
    # Owner and editor of a page are columns of Wagtail's own Page.
    own = [field for field in model._meta.concrete_fields if field.model.__module__.split(".")[0] in OURS]
    return any(
        (field.is_relation and field.related_model in {Person, User}) or field.name == "subject_ref" for field in own
    )


@pytest.mark.parametrize("model", models_about_people(), ids=lambda model: model._meta.label)
def test_a_model_about_people_has_an_export_and_an_erase_rule(model):
    assert model._meta.label in {rule.model._meta.label for rule in rules()}


def test_every_rule_gives_json_and_can_forget(db):
    from tests.accounts.factories import make_person, make_region

    region = make_region()
    person, other = make_person(region), make_person(region, family_name="佐藤")
    for rule in rules():
        json.dumps([dict(row) for row in rule.export(person)], cls=DjangoJSONEncoder)
        rule.erase(person)
    assert not any("佐藤" in str(list(rule.export(person))) for rule in rules())
    assert any("佐藤" in str(list(rule.export(other))) for rule in rules())
