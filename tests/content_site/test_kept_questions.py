"""One kept question serves every learner, whatever each chose or wrote, and reads as if it had been rendered for them."""

from __future__ import annotations

import pytest
from django.template.loader import get_template

from content import kept_fragments
from tests.content_site import samples


def select(token, selected):
    return {"token": token, "text": token.upper(), "selected": selected}


def options(chosen):
    return [{"token": f"t{n}", "html": f"<b>{n}</b>", "checked": n == chosen} for n in range(3)]


def cloze(chosen, written):
    gaps = [{"number": 1, "options": [select(f"t{n}", n == chosen) for n in range(3)]}, {"number": 2, "value": written}]
    return {"pieces": [*({"html": "文", "gap": gap} for gap in gaps), {"html": "終", "gap": None}], "bank": []}


def match(chosen):
    return {"rows": [{"html": "左", "options": [select(f"t{n}", n == chosen) for n in range(3)]}], "targets": []}


CASES = {
    "choice": lambda n: {"options": options(n)},
    "truefalse": lambda n: {"options": options(n)},
    "poll": lambda n: {"options": options(n)},
    "checklist": lambda n: {"options": options(n)},
    "cloze": lambda n: cloze(n, f"<i>{n}\"'&"),
    "match": match,
}


@pytest.mark.parametrize("kind", CASES)
def test_the_kept_question_reads_as_rendered_for_each_learner(kind):
    kept_fragments.forget()
    shown = set()
    for chosen in range(3):
        item = samples.item(kind, "saved", **CASES[kind](chosen))
        rendered = get_template(f"blocks/{kind}.html").render({"item": item, "csrf_token": "token"})
        assert kept_fragments.question(item, "token") == rendered
        shown.add(rendered)
    assert (len(shown), len(kept_fragments._kept)) == (3, 1)
