"""The catalogue as Wagtail pages, the skills it teaches, and the versions and keys of its questions."""

from courses.models.autosaves import AutosavedRevision
from courses.models.banks import BankPage, CompiledBank
from courses.models.items import CompiledLesson, ItemKey, ItemVersion
from courses.models.pages import CataloguePage, CoursePage, LearningPathPage, LessonPage, PathCourse
from courses.models.skills import Skill

__all__ = [
    "AutosavedRevision",
    "BankPage",
    "CataloguePage",
    "CompiledBank",
    "CompiledLesson",
    "CoursePage",
    "ItemKey",
    "ItemVersion",
    "LearningPathPage",
    "LessonPage",
    "PathCourse",
    "Skill",
]
