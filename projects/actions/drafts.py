"""The verbs of drafts: forms that somebody has not sent yet."""

from django.utils import timezone

from projects.models import Draft, Project


def keep_draft(fields: dict[str, list[str]], *, by, project: Project | None) -> Draft:
    """Keep an unsent form for its writer; a later one replaces it."""
    draft, _created = Draft.objects.update_or_create(
        peer=by, project=project, defaults={"fields": fields, "saved_at": timezone.now()}
    )
    return draft


def drop_draft(*, by, project: Project | None) -> None:
    """Start afresh."""
    Draft.objects.filter(peer=by, project=project).delete()
