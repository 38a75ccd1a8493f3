"""What those who come would like to talk about."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import AGENDA_MOVES, AgendaKind, AgendaState
from forums.models.session import Session
from forums.querysets.agenda import AgendaItemQuerySet
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN


class AgendaItem(Hideable):
    """Something that somebody proposes for a session.

    `place` is where the organiser put it. Whatever they do, what the community raised stands
    before what institutions did (`AgendaItem.objects.in_order()`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    kind = models.CharField(_("what is it?"), max_length=9, choices=AgendaKind)
    title = models.CharField(_("in a few words"), max_length=140)
    words = models.TextField(_("more about it"), max_length=2000, blank=True)
    is_community_raised = models.BooleanField(
        _("it comes from the community"), default=False, db_default=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="agenda_items",
    )
    state = models.CharField(max_length=9, choices=AgendaState, default=AgendaState.PROPOSED)
    reason = models.CharField(_("why it is set aside"), max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_can_be_shown",
                condition=Q(title__regex=LINE_PATTERN)
                & ~Q(title="")
                & Q(words__regex=TEXT_PATTERN)
                & Q(reason__regex=LINE_PATTERN),
            ),
            models.CheckConstraint(
                name="agenda_item_is_set_aside_with_a_reason",
                condition=~Q(state=AgendaState.SET_ASIDE) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["session", "state"], name="agenda_of_session")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Where it stands on the agenda of its session."""
        return f"{reverse('forums:agenda', args=[self.session.slug])}#item-{self.pk}"

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in AGENDA_MOVES[self.state]


class AgendaSupport(models.Model):
    """Somebody would like an item to be talked about. There is no way to vote against one."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="supports")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agenda_supports"
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "peer"], name="agenda_item_supported_once")
        ]

    def __str__(self):
        return f"{self.peer_id} supports {self.item_id}"
