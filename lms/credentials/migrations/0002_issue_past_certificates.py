"""Who completed a course before certificates were kept gets one with the number of that day."""

from django.db import migrations
from uuid6 import uuid7


def issue(apps, _schema_editor):
    """From the enrolment as it is; what the course was on that day is not known any more."""
    Enrolment = apps.get_model("learning", "Enrolment")
    Certificate = apps.get_model("credentials", "Certificate")
    rows = Enrolment.objects.filter(completed_on__isnull=False).exclude(certificate_no="")
    for row in rows.select_related("course", "person"):
        Certificate.objects.create(
            id=uuid7(),
            region_id=row.region_id,
            person_id=row.person_id,
            enrolment=row,
            number=row.certificate_no,
            course_key=row.course_key,
            course_title=row.course.title,
            course_version="",
            minutes=row.course.minutes,
            started_on=row.started_on,
            completed_on=row.completed_on,
            basis={"lessons": len(row.lessons_done), "test": "", "assignment": False, "skills": []},
            printed_name=row.person.display_name[:60],
            issued_at=row.last_at or row.enrolled_at,
        )


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_add_certificates"), ("courses", "0004_add_banks_and_tests")]

    operations = [migrations.RunPython(issue, migrations.RunPython.noop)]
