"""Addresses of the notices."""

from django.urls import path

from lms.notices import views

app_name = "notices"
urlpatterns = [
    path("me/notices/", views.notice_list, name="list"),
    path("me/notices/read/", views.read_everything, name="read_all"),
    path("me/notices/<uuid:notice_id>/open/", views.open_notice, name="open"),
]
