"""Who takes which course, what they answered, which skills follow from it, and the rules that ask for skills."""

from lms.learning.models.attempts import ClosedTest, TestAllowance, TestAttempt, TestQuestion, TestSave
from lms.learning.models.facts import LearningEvent, SkillEvidence
from lms.learning.models.hand_in import Review, Submission, SubmissionVersion
from lms.learning.models.progress import Enrolment, ItemState, LearningGoal
from lms.learning.models.regrade import Regrade, RegradeChange
from lms.learning.models.rules import QualificationResult, QualificationRule

__all__ = [
    "ClosedTest",
    "Enrolment",
    "ItemState",
    "LearningEvent",
    "LearningGoal",
    "QualificationResult",
    "QualificationRule",
    "Regrade",
    "RegradeChange",
    "Review",
    "SkillEvidence",
    "Submission",
    "SubmissionVersion",
    "TestAllowance",
    "TestAttempt",
    "TestQuestion",
    "TestSave",
]
