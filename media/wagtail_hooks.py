"""Films, sounds and captions in the CMS: lists and forms of the site's own, like those of pictures and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Site

from media.forms import RecordingForm
from media.models import Recording, Shelf
from media.services import delete_recording
from media.sniffing import megabytes

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def _own(request: HttpRequest) -> QuerySet[Recording]:
    """The recordings of the site whose host the editor works on."""
    return Recording.objects.of_site(Site.find_for_request(request)).select_related("captions")


class RecordingIndexView(generic.IndexView):
    """Newest first."""

    def get_base_queryset(self) -> Any:
        """Of this site alone."""
        return _own(self.request)


class RecordingCreateView(generic.CreateView):
    """A new one goes onto the site's shelf."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the collection, so that keys are checked in it."""
        shelf = Shelf.objects.filter(site=Site.find_for_request(self.request)).first()
        if shelf is None:
            raise PermissionDenied
        new = Recording(collection=shelf.collection, uploaded_by_user=self.request.user)
        return {**super().get_form_kwargs(), "instance": new}


class RecordingEditView(generic.EditView):
    """Texts, captions, another file."""

    def get_queryset(self) -> Any:
        """Of this site alone."""
        return _own(self.request)


class RecordingDeleteView(generic.DeleteView):
    """With its files."""

    def get_queryset(self) -> Any:
        """Of this site alone."""
        return _own(self.request)

    def delete_action(self) -> None:
        """Rows first, files after the commit."""
        delete_recording(self.object)


class RecordingViewSet(ModelViewSet):
    """/cms/recordings/."""

    model = Recording
    name = "recordings"
    url_prefix = "recordings"
    icon = "media"
    menu_label = _("Films and sounds")
    menu_order = 350
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = RecordingIndexView
    add_view_class = RecordingCreateView
    edit_view_class = RecordingEditView
    delete_view_class = RecordingDeleteView
    search_fields = ("title", "key")
    search_backend_name = None
    list_display = (
        "title",
        Column("key", label=_("key")),
        Column("get_kind_display", label=_("kind")),
        Column("megabytes", label=_("size"), accessor=lambda row: f"{megabytes(row.file_size)} MB"),
        Column("get_state_display", label=_("state")),
        Column("captions", label=_("captions"), accessor=lambda row: row.captions or "–"),
    )

    def get_form_class(self, for_update: bool = False) -> Any:  # Wagtail's signature
        """The form that looks at the bytes."""
        del for_update
        return RecordingForm


@hooks.register("register_admin_viewset")
def recordings() -> RecordingViewSet:
    """Films and sounds."""
    return RecordingViewSet()
