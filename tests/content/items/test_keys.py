"""A key is of another type than what pages show, prints as nothing and raises in a template (LK-01, section 5)."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from django.template import Context, Engine

from content.items import ItemKey, KeyShownError, canonical, hashes, shown_order, tokens
from content.lessonmark import compile_lesson

SOURCE = "::: text {#abc}\n問{今日|きょう}\n= カナリア > よし\n::: explain\n解説\n:::\n:::"


def item(source: str = SOURCE):
    (found,) = compile_lesson(source).items
    return found


def test_a_key_prints_as_nothing_and_is_no_html():
    key = item().key
    for text in (str(key), repr(key), f"{key}", "%s" % key, str([key]), repr(item())):  # noqa: UP031
        assert "カナリア" not in text
    assert not hasattr(key, "__html__")
    assert not hasattr(key, "__dict__")
    with pytest.raises(TypeError):
        json.dumps(key)
    for leave in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(key)


@pytest.mark.parametrize(
    "template",
    [
        "{{ key }}",
        "{{ key.accepted }}",
        "{{ item.key }}",
        "{{ key|safe }}",
        "{% for x in key %}{% endfor %}",
        "{% if key %}{% endif %}",
    ],
)
def test_a_key_raises_in_a_template(template):
    found = item()
    with pytest.raises(KeyShownError):
        Engine().from_string(template).render(Context({"key": found.key, "item": found}))


def test_a_key_goes_through_json_for_the_server():
    key = item().key
    data = key.to_json()
    assert data["accepted"][0]["value"] == "カナリア"
    assert ItemKey.from_json("text", data) == key
    data["accepted"].clear()
    assert key.to_json()["accepted"]


def test_hashes_tell_a_change_of_wording_from_a_change_of_the_key():
    public, key = hashes(item())
    assert hashes(item("前書き\n\n\n" + SOURCE)) == (public, key)
    assert hashes(item(SOURCE.replace("問", "問い"))) != (public, key)
    assert hashes(item(SOURCE.replace("問", "問い")))[1] == key
    assert hashes(item(SOURCE.replace("= カナリア", "= カナリヤ")))[0] == public
    assert hashes(item(SOURCE.replace("= カナリア", "= カナリヤ")))[1] != key


def test_canonical_json_is_sorted_composed_and_without_positions():
    public, key = canonical(item(SOURCE.replace("問", "か\u3099")))
    assert "が" in public
    assert list(json.loads(public)) == sorted(json.loads(public))
    assert "line" not in json.loads(public)
    assert "カナリア" not in public
    assert "カナリア" in key


def test_tokens_differ_per_attempt_version_and_secret_and_never_repeat():
    sets = [
        tokens(secret, attempt, version, 20)
        for secret in (b"a", b"b")
        for attempt in ("1", "2", "1\x1f2")
        for version in ("v1", "v2")
    ]
    every = [token for found in sets for token in found]
    assert len(set(every)) == len(every) == 20 * len(sets)
    assert all(len(token) == 16 and token.isalnum() and token.isupper() for token in every)
    assert tokens(b"a", "1", "v1", 3) == tokens(b"a", "1", "v1", 20)[:3]
    assert tokens(b"a", "1", "v1", 0) == []


def test_options_stand_as_written_unless_they_are_to_be_mixed():
    options = "\n".join(f"- [{'x' if n == 3 else ' '}] 選択肢{n}" for n in range(8))
    plain = item(f"::: choice {{#abc}}\n問\n{options}\n:::").public
    mixed = item(f"::: choice {{#abc shuffle}}\n問\n{options}\n:::").public
    assert shown_order(plain, "seed") == list(range(8))
    orders = {tuple(shown_order(mixed, str(seed))) for seed in range(20)}
    assert len(orders) > 15
    assert all(sorted(order) == list(range(8)) for order in orders)
    assert shown_order(mixed, "seed") == shown_order(plain, "seed", in_test=True) != list(range(8))


def test_right_and_wrong_options_look_the_same():
    public = item("::: choice {#abc}\n問\n- [x] a\n  > よし\n- [ ] b\n:::").public
    assert public["options"] == [{"html": "a"}, {"html": "b"}]
