"""Opens a Region for a real town: site, home page, groups, operator, and its first administrator."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lms.accounts.invitations import send_invitation
from lms.accounts.models import Role
from lms.accounts.services import grant_role, open_login, register_person
from lms.ledger.actors import Actor
from lms.ledger.refusals import FormInvalid
from lms.regions.models import OperatorProfile, Region
from lms.regions.services import create_region

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`create_region minamihama みなみ浜市 --host manabi.example.jp --admin-mail someone@example.jp …`"""

    help = "Create a Region with its public site and its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="short code of the town in ASCII, e.g. minamihama")
        parser.add_argument("name", help="name of the town as people read it")
        parser.add_argument("--host", required=True, help="host name of the public site")
        parser.add_argument("--port", type=int, default=443)
        parser.add_argument("--admin-mail", required=True, help="mail address of the first administrator")
        parser.add_argument("--admin-name", default="管理者", help="name the administrator is called by")
        parser.add_argument("--admin-birth-date", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--operator-kind", choices=OperatorProfile.Kind.values, default="municipality")
        parser.add_argument("--operator", default="", help="legal name of the data controller")
        parser.add_argument("--contact", default="", help="whom people ask, shown on every page")

    def handle(self, *_args: Any, **options: Any) -> None:
        if Region.objects.filter(code=options["code"]).exists():
            raise CommandError(f"There is already a Region {options['code']}.")
        operator = {
            "operator_kind": options["operator_kind"],
            "data_controller": options["operator"],
            "contact_text": options["contact"],
        }
        try:
            with transaction.atomic():
                region = create_region(
                    code=options["code"],
                    name=options["name"],
                    host=options["host"],
                    port=options["port"],
                    operator=operator,
                )
                self._make_administrator(region, options)
        except FormInvalid as refusal:
            raise CommandError(str(refusal.errors)) from refusal
        self.stdout.write(f"Region {region.code} is at {region.site.root_url if region.site else '-'}")

    @staticmethod
    def _make_administrator(region: Region, options: dict[str, Any]) -> None:
        user = open_login(email=options["admin_mail"])
        person = register_person(
            user=user,
            region=region,
            display_name=options["admin_name"],
            birth_date=options["admin_birth_date"],
            school_kind="none",
            source="system",
        )
        grant_role(person=person, role=Role.ADMINISTRATOR, granted_by=Actor.system(region))
        send_invitation(person)
