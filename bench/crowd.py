"""A region of many learners, made through the import path, and the cost of its report."""

from __future__ import annotations

import statistics
import time
from datetime import date, datetime, timedelta
from uuid import uuid4


def dashboard_cpu(learners: int) -> float:
    """Median CPU milliseconds of the programme's report page in a Region with that many learners."""
    from django.test import Client

    region_code = make_crowd(learners)
    client = signed_in_coordinator(Client(), region_code)
    times = []
    for _ in range(12):
        began = time.process_time()
        answer = client.get(f"/staff/reports/{region_code}/", headers={"host": "127.0.0.1"})
        times.append((time.process_time() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(answer.status_code)
    return statistics.median(times[2:])


def make_crowd(learners: int) -> str:
    """Facts of a year: most take part, fewer apply, few begin work. Returns the code of region and programme."""
    from lms.ledger import clock, imports
    from lms.programmes.models import Programme
    from lms.regions.services import create_region

    code = f"crowd-{uuid4().hex[:6]}"
    region = create_region(code=code, name="測定用")
    Programme.objects.create(region=region, code=code, name="測定用の事業", starts_on=date(2024, 4, 1))
    begins = datetime(2024, 4, 1, 10, tzinfo=clock.TOKYO)

    def row(kind: str, person: int, day: int, **payload: object) -> imports.ImportRow:
        return imports.ImportRow(
            kind=kind, stream=f"p{person}", occurred_at=begins + timedelta(days=day), payload=dict(payload),
            subject=f"crowd{person:06d}", programme=code,
        )  # fmt: skip

    rows = []
    for person in range(learners):
        rows.append(row("session.attended", person, person % 300, session=f"s{person % 12}", session_kind="seminar"))
        if person % 4 == 0:
            rows.append(
                row("application.submitted", person, 300 + person % 200, post=f"post{person % 20}", firm="f", attempt=1)
            )
        if person % 12 == 0:
            rows.append(
                row("contract.started", person, 330 + person % 200, contract=f"c{person}", placement=f"pl{person}",
                    contract_class="outsourcing", firm="f", includes_trial=False)
            )  # fmt: skip
    imports.load(rows, region=region, title="crowd", prepared_by="bench", released_by="bench 2", source="import")
    return code


def signed_in_coordinator(client: object, region_code: str) -> object:
    """The demo's coordinator, granted a role in the crowd's Region too."""
    from bench import setting
    from lms.accounts.models import User
    from lms.accounts.services import grant_role, register_person
    from lms.ledger.actors import Actor
    from lms.regions.models import Region

    region = Region.objects.get(code=region_code)
    user = User.objects.get(email="tantou@demo.example")
    person = register_person(
        user=user, region=region, display_name="測定", birth_date=date(1980, 1, 1), school_kind="none", source="system"
    )
    grant_role(person=person, role="C", granted_by=Actor.system(region))
    cookie = setting.sign_in("tantou@demo.example").headers["Cookie"]
    for pair in cookie.split("; "):
        name, value = pair.split("=", 1)
        client.cookies[name] = value
    return client
