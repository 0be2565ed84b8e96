"""One page that reads a row, one that writes one."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from lms.ledger import clock
from lms.ledger.models import ScheduleRun
from lms.regions.models import Region

PAGE = "<!doctype html><title>floor</title>" + "<p>floor</p>" * 300


def read(request):
    """Session, user, one row: three queries."""
    region = Region.objects.order_by("pk").first()
    return HttpResponse(f"{PAGE}{region.name}{request.user.pk}")


@csrf_exempt
def write(request):
    """Session, user, one row written."""
    ScheduleRun.objects.update_or_create(name=f"floor-{request.user.pk}", defaults={"last_run_at": clock.now()})
    return HttpResponse("ok")


urlpatterns = [path("read/", read), path("write/", write)]
