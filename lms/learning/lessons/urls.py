"""Addresses to which pages of lessons send: what waited without a line, and visitors' answers."""

from __future__ import annotations

from django.urls import path

from lms.learning.lessons import outbox_views, visitor_views

urlpatterns = [
    path("learn/outbox/", outbox_views.outbox, name="outbox"),
    path("courses/<str:course_slug>/<str:lesson_slug>/items/<slug:item>/", visitor_views.item, name="visitor_item"),
]
