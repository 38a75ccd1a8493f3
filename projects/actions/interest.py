"""The verbs of standing behind a project: one says where one stands, the project confirms it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from peers.models import Organisation
from projects import rules
from projects.choices import OWN_RUNGS, Rung
from projects.emails import support as letters
from projects.errors import NotALine, NotTheirs, WrittenMeanwhile
from projects.models import Interest, Project

LADDER: list[str] = list(Rung)


@transaction.atomic
def say(
    project: Project,
    rung: str,
    *,
    by,
    is_named: bool = False,
    hears: bool = True,
    organisation: Organisation | None = None,
) -> Interest:
    """Say where one stands: there is one row for each project and person, however often it is said.

    What only the project can know, it is asked to confirm, once for each rung, and anew where
    somebody names another organisation: for that its word was not said. Whoever steps down
    needs nobody's word. Raises `NotALine` and `NotTheirs`.
    """
    project = Project.objects.select_related("organisation").get(pk=project.pk)
    if not rules.can_stand_behind(by, project):
        raise NotALine(_("Nobody can say this of “%(project)s” now.") % {"project": project})
    check_name(organisation, by)
    interest, _is_new = Interest.objects.select_for_update().get_or_create(project=project, peer=by)
    is_in_new_name = organisation is not None and organisation.pk != interest.organisation_id
    interest.said, interest.is_named, interest.hears = rung, is_named, hears
    interest.organisation = organisation
    if rung in OWN_RUNGS or is_in_new_name:
        _take_away(interest)
    elif interest.confirmed and LADDER.index(rung) < LADDER.index(interest.confirmed):
        interest.confirmed = rung
    interest.save()
    if interest.is_waiting:
        notices.tell_anew(letters.tellings_of_interest(interest, project))
    return interest


def check_name(organisation: Organisation | None, by) -> None:
    """Refuse what somebody says in the name of an organisation where they do nothing."""
    if organisation and not Organisation.objects.of(by).filter(pk=organisation.pk).exists():
        raise NotTheirs(_("You have no role at %(name)s.") % {"name": organisation})


@transaction.atomic
def stop(project: Project, *, by) -> None:
    """Stand behind it no longer, and hear nothing of it; a repeat is harmless."""
    Interest.objects.filter(project=project, peer=by).delete()


@transaction.atomic
def confirm(interest: Interest, *, by, rung: str) -> Interest:
    """The project says that it is so. `rung` is what the page showed. One of several who confirm at
    once does; the others read that it is done. Raises `NotALine` and `WrittenMeanwhile`."""
    interest = _locked(interest)
    if interest.said == interest.confirmed == rung:
        if interest.confirmed_by_id == by.pk:
            return interest
        raise NotALine(_("Somebody of the project has confirmed this already."))
    if interest.said != rung or rung in OWN_RUNGS:
        raise WrittenMeanwhile(_("They say something else by now. Please look again."))
    interest.confirmed, interest.confirmed_by, interest.confirmed_at = rung, by, timezone.now()
    interest.save(update_fields=["confirmed", "confirmed_by", "confirmed_at"])
    notices.tell_anew(letters.tellings_of_confirming(interest, by=by))
    return interest


@transaction.atomic
def confirm_many(chosen: Collection[tuple[Interest, str]], *, by) -> int:
    """Confirm several as the page showed them, and pass over those that are done already or say
    something else by now. Returns how many were confirmed."""
    confirmed = 0
    for interest, rung in sorted(chosen, key=lambda pair: pair[0].pk):
        try:
            with transaction.atomic():
                confirm(interest, by=by, rung=rung)
        except (NotALine, WrittenMeanwhile):
            continue
        confirmed += 1
    return confirmed


@transaction.atomic
def unconfirm(interest: Interest, *, by) -> Interest:
    """Take back what the project confirmed; a repeat is harmless. They are not told."""
    interest = _locked(interest)
    _take_away(interest)
    interest.save(update_fields=["confirmed", "confirmed_by", "confirmed_at"])
    return interest


def _take_away(interest: Interest) -> None:
    interest.confirmed, interest.confirmed_by, interest.confirmed_at = "", None, None


def _locked(interest: Interest) -> Interest:
    """The row as it stands now. Raises `NotALine` of one that is gone."""
    rows = Interest.objects.select_for_update(of=("self",)).select_related("project", "peer")
    found = rows.filter(pk=interest.pk).first()
    if found is None:
        raise NotALine(_("They do not stand behind the project any more."))
    return found
