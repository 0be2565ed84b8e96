"""Requirement rules: the vectors of curriculum.md §6, shapes that are refused, and that nobody's data but evidence counts."""

from __future__ import annotations

import random
from datetime import date

import pytest

from lms.learning.requirements.rules import RuleError, SkillProof, Standing, check_tree, evaluate, expires_on

MONTHS = {"SEC": 24, "AI": 24}
RULES = {
    "web-unei": {"all": [{"skill_level": ["COM-02", 2]}, {"skill_level": ["DOC-01", 2]}, {"skill_level": ["SEC-02", 2]}]},
    "bunsho": {"all": [{"skill_level": ["DOC-01", 3]}, {"skill_level": ["AI-01", 2]}, {"skill_level": ["DAT-02", 1]}]},
    "data-itaku": {"all": [{"skill_level": ["DOC-02", 2]}, {"skill_level": ["SEC-03", 2]}, {"skill_level": ["LAW-02", 2]}]},
}  # fmt: skip
WEB = [("COM-02", 2, "2027-01-10"), ("DOC-01", 3, "2027-02-01"), ("SEC-02", 2, "2026-12-01")]
DATA = [("DOC-02", 2, "2027-01-10"), ("SEC-03", 3, "2025-03-31"), ("LAW-02", 2, "2027-03-01")]
VECTORS = [
    ("web-unei", "2027-04-01", WEB, True, [], "2028-11-30"),
    ("web-unei", "2028-12-01", WEB, False, ["SEC-02"], None),
    ("bunsho", "2027-04-01", [("DOC-01", 2, "2027-01-10"), ("AI-01", 3, "2027-02-01")], False, ["DOC-01", "DAT-02"], None),
    ("bunsho", "2027-04-01", [("DOC-01", 3, "2027-01-10"), ("AI-01", 2, "2027-02-28"), ("DAT-02", 1, "2027-03-01")], True, [], "2029-02-27"),
    ("data-itaku", "2027-04-01", DATA, False, ["SEC-03"], None),
    ("data-itaku", "2027-03-30", DATA, True, [], "2027-03-30"),
]  # fmt: skip


def standing(evidence: list[tuple[str, int, str]]) -> Standing:
    proofs = []
    for skill, level, earned in evidence:
        day = date.fromisoformat(earned)
        proofs.append(SkillProof(skill, level, day, expires_on(day, MONTHS.get(skill.split("-")[0]))))
    return Standing(skills=tuple(proofs))


@pytest.mark.parametrize(("rule", "on", "evidence", "met", "missing", "until"), VECTORS)
def test_every_vector_of_the_curriculum_gives_its_result(rule, on, evidence, met, missing, until) -> None:
    result = evaluate(RULES[rule], standing(evidence), date.fromisoformat(on))
    assert result.met is met
    assert list(result.missing) == missing
    assert result.missing_count == len(missing)
    assert result.valid_until == (date.fromisoformat(until) if until else None)


def test_evidence_of_29_february_counts_as_of_the_28th() -> None:
    assert expires_on(date(2024, 2, 29), 24) == date(2026, 2, 27)
    assert expires_on(date(2026, 12, 1), 24) == date(2028, 11, 30)
    assert expires_on(date(2026, 12, 1), None) is None


def test_an_expired_leaf_names_the_day_on_which_its_evidence_ended() -> None:
    result = evaluate(RULES["web-unei"], standing(WEB), date(2028, 12, 1))
    expired = [leaf for leaf in result.root.parts if not leaf.met]
    assert [(leaf.subject, leaf.expired_on) for leaf in expired] == [("SEC-02", date(2028, 11, 30))]


def test_any_needs_one_and_counts_the_shortest_way() -> None:
    tree = {
        "any": [{"all": [{"course_completed": ["A3"]}, {"course_completed": ["B4"]}]}, {"skill_level": ["AI-01", 1]}]
    }
    nothing = evaluate(tree, Standing(), date(2027, 1, 1))
    assert (nothing.met, nothing.missing_count) == (False, 1)
    done = evaluate(tree, Standing(courses={"A3": date(2026, 12, 1), "B4": date(2026, 12, 2)}), date(2027, 1, 1))
    assert (done.met, done.valid_until, done.missing) == (True, None, ())


def test_n_of_ends_when_the_last_needed_part_ends() -> None:
    tree = {"n_of": [2, [{"skill_level": [code, 1]} for code in ("SEC-01", "AI-01", "DEV-01")]]}
    early, late = (
        SkillProof("SEC-01", 1, date(2026, 1, 1), date(2027, 12, 31)),
        SkillProof("AI-01", 1, date(2026, 6, 1), date(2028, 5, 31)),
    )
    assert evaluate(tree, Standing(skills=(early, late)), date(2027, 1, 1)).valid_until == date(2027, 12, 31)
    endless = SkillProof("DEV-01", 1, date(2026, 1, 1))
    assert evaluate(tree, Standing(skills=(early, late, endless)), date(2027, 1, 1)).valid_until == date(2028, 5, 31)


def test_a_score_is_asked_as_best_or_as_latest() -> None:
    scores = Standing(scores={"A3:sec-jiko": (100, 50)})
    day = date(2027, 1, 1)
    assert evaluate({"score_at_least": ["A3:sec-jiko", 80, "best"]}, scores, day).met
    assert not evaluate({"score_at_least": ["A3:sec-jiko", 80, "latest"]}, scores, day).met
    assert not evaluate({"score_at_least": ["A3:other", 0, "best"]}, scores, day).met


def test_a_course_completed_later_does_not_count_yet() -> None:
    later = Standing(courses={"A3": date(2027, 1, 2)})
    assert not evaluate({"course_completed": ["A3"]}, later, date(2027, 1, 1)).met


@pytest.mark.parametrize(
    "tree",
    [
        {}, [], "A3", {"all": []}, {"none": []}, {"sex": ["f"]}, {"age_at_least": [20]}, {"skill_level": ["SEC-01"]},
        {"skill_level": ["SEC-01", 5]}, {"skill_level": ["SEC-01", True]}, {"n_of": [3, [{"course_completed": ["A3"]}]]},
        {"score_at_least": ["A3:x", 101, "best"]}, {"score_at_least": ["A3:x", 10, "mean"]},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"course_completed": ["A3"]}]}]}]}]}]},
        {"course_completed": ["A3"], "skill_level": ["SEC-01", 1]},
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(tree) -> None:
    with pytest.raises(RuleError):
        check_tree(tree)


def test_the_order_of_evidence_and_of_parts_changes_nothing() -> None:
    dice = random.Random(7)
    for rule, on, evidence, met, missing, _until in VECTORS:
        for _try in range(10):
            shuffled = dice.sample(evidence, len(evidence))
            tree = {"all": dice.sample(RULES[rule]["all"], 3)}
            result = evaluate(tree, standing(shuffled), date.fromisoformat(on))
            assert (result.met, sorted(result.missing)) == (met, sorted(missing))
