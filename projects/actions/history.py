"""The verbs of a project's history: what it said is kept, and can be said again."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.choices import Standing
from projects.actions.in_hand import locked
from projects.actions.life import note_life
from projects.actions.screening import hold_for, texts_of
from projects.choices import Seek
from projects.errors import StaleEdit
from projects.models import Project, Support, Version

# What can be said again. How far a project is, whose it is, where, and how to reach it are facts of
# today: a version says the first two and never the others.
WORDS = (
    "title", "summary", "story", "led_by", "run_by", "links", "end_point", "money_holder",
    "system_role", "is_pilot", "lessons",
)  # fmt: skip
FACTS = frozenset({"led_by", "system_role", "is_pilot"})
TEXTS = tuple(name for name in WORDS if name not in FACTS)
TAGS = {"causes": Cause, "needs": Help, "offers": Help}


def note_version(project: Project, *, by) -> None:
    """Keep what a project says now, as its present revision; kept already, it stays as it is.

    `by` is who wrote it, None where that is not known.
    """
    if Version.objects.filter(project=project, revision=project.revision).exists():
        return
    Version.objects.create(
        project=project,
        revision=project.revision,
        content=content_of(project),
        by=by,
        at=project.changed_at,
    )


def content_of(project: Project) -> dict:
    """What a version holds of a project: by name, as JSON has it; tags by their slugs."""
    content = {name: getattr(project, name) for name in WORDS}
    content |= {
        name: list(getattr(project, name).order_by("position").values_list("slug", flat=True))
        for name in TAGS
    }
    return content | {
        "ends_on": project.ends_on and project.ends_on.isoformat(),
        "stage": project.stage,
        "organisation": project.organisation.name if project.organisation else "",
    }


@transaction.atomic
def restore_version(project: Project, revision: int, *, by, current: int) -> Project:
    """Have a project say again what it said at a revision. Raises `StaleEdit` if somebody changed
    it since `current`.

    Asks that are open stay among what it needs. A declined project waits for a moderator again, and
    so do words that would wait if they were new.
    """
    project = locked(project)
    if project.revision != current:
        raise StaleEdit(
            _("Somebody else changed this project while you were looking. Please look again.")
        )
    content = Version.objects.get(project=project, revision=revision).content
    note_version(project, by=None)
    before = texts_of(project, TEXTS)
    for name in WORDS:
        setattr(project, name, content.get(name, getattr(project, name)))
    ends_on = content.get("ends_on")
    project.ends_on = date.fromisoformat(ends_on) if ends_on else None
    if project.standing == Standing.DECLINED and project.is_led_by(by):
        project.standing = Standing.HELD
    project.revision += 1
    project.changed_at = timezone.now()
    because = moderation.screen(by, *texts_of(project, TEXTS), before=before)
    project.save()
    hold_for(project, because, by=by)
    for name, model in TAGS.items():
        getattr(project, name).set(model.objects.filter(slug__in=content.get(name, [])))
    asks = Support.objects.open().filter(project=project, kind=Seek.ASK)
    project.needs.add(*Help.objects.filter(support_items__content_object__in=asks).distinct())
    note_version(project, by=by)
    note_life(project, by=by)
    return project
