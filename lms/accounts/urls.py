"""Addresses of one's own data and of the roles, and those that stand in front of Wagtail's own pages for users."""

from __future__ import annotations

from django.urls import path, re_path

from lms.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/join/", views.join, name="join"),
    path("me/export/", views.export, name="export"),
    path("me/export/my-data.json", views.export_file, name="export_file"),
    path("staff/roles/", views.roles, name="roles"),
    path("staff/roles/<int:grant_id>/end/", views.end_grant, name="end_grant"),
    path("staff/roles/<uuid:person_id>/clear-password/", views.clear_person_password, name="clear_password"),
]

# Included in front of Wagtail's addresses.
before_wagtail = [
    re_path(r"^cms/login/", views.sign_in_here, name="cms_login"),
    re_path(r"^cms/password_reset/", views.sign_in_here),
    re_path(r"^cms/account/(?:change_)?(?:password|email)/", views.sign_in_here),
    re_path(r"^_util/login/", views.sign_in_here),
    re_path(r"^cms/(?:users|groups)(?:/.*)?$", views.people_elsewhere),
]
