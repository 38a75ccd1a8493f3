"""Looking after the outbox: what waits, what failed, and what nobody knows."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_site import ReadOnlyAdmin
from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import State
from leeds_leaders.notices.forms import ReasonForm
from leeds_leaders.notices.models import Address, Consent, Letter

EXPLAINED = {
    State.QUEUED: _("It leaves when its time has come. The answer says why it is late, if it is."),
    State.CLAIMED: _("A worker is about to hand it over. Should that worker stop, another does."),
    State.TRANSMITTING: _("A worker is handing it over at this moment."),
    State.SENT: _("The mail server has taken it. Its text is kept no longer."),
    State.FAILED: _(
        "The mail server will not have it, or it was tried six times in vain. If the cause is"
        " mended, send it again."
    ),
    State.UNKNOWN: _(
        "The worker stopped, or the connection broke, after the whole letter had been handed over"
        " and before the mail server said that it has it. It may have arrived or not: the log of"
        " the mail server knows, under the Message-ID below. A digest is not sent twice by itself."
        " Send it again if it did not arrive; leave it as it is if it did."
    ),
    State.WITHHELD: _("When it was about to leave, its recipient was not to get it any more."),
    State.CANCELLED: _("Somebody stopped it by hand; the history says who and why."),
}


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """The outbox. Texts are not shown, they are for their recipients; of an address no more than
    it takes to recognise one that is known from elsewhere.
    """

    list_display = [
        "queued_at", "purpose", "state", "masked_address", "tries", "not_before", "sent_at",
        "answer",
    ]  # fmt: skip
    list_filter = ["state", "purpose"]
    date_hierarchy = "queued_at"
    actions = ["resend_selected", "cancel_selected"]
    readonly_fields = [
        "purpose", "state", "explanation", "masked_address", "message_id", "tries", "queued_at",
        "not_before", "not_after", "claimed_at", "sent_at", "answer",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text", "html", "calendar", "items")

    @admin.display(description=_("address"))
    def masked_address(self, letter):
        name, _at, domain = letter.address.rpartition("@")
        return f"{name[:1]}…@{domain}"

    @admin.display(description=_("what that means"))
    def explanation(self, letter):
        return EXPLAINED[letter.state]

    @admin.action(description=_("Send again, with a reason"), permissions=["change"])
    def resend_selected(self, request, queryset):
        return self.each_with_reason(request, queryset, actions.resend, ReasonForm, _("Send again"))

    @admin.action(description=_("Cancel, with a reason"), permissions=["change"])
    def cancel_selected(self, request, queryset):
        return self.each_with_reason(
            request, queryset, actions.cancel, ReasonForm, _("Cancel these letters")
        )

    def said(self, count):
        return ngettext("%d letter done.", "%d letters done.", count) % count


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    """Addresses that mail servers refuse, in full: somebody may have to be asked about theirs."""

    list_display = ["address", "refusals", "flagged_at", "refused_at", "answer"]
    list_filter = [("flagged_at", admin.EmptyFieldListFilter)]
    search_fields = ["address"]
    date_hierarchy = "refused_at"
    actions = ["clear_selected"]
    readonly_fields = ["address", "refusals", "flagged_at", "refused_at", "answer"]
    fields = tuple(readonly_fields)

    @admin.action(description=_("Clear the flag: mail goes there again"), permissions=["change"])
    def clear_selected(self, request, queryset):
        for address in queryset:
            self.log_change(request, address, "Cleared.")
            actions.clear_address(address.address)
        messages.success(request, _("Done."))


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Who agreed to what and when, should anybody ask."""

    list_display = ["at", "peer", "purpose", "is_given", "how"]
    list_filter = ["purpose", "is_given", "how"]
    search_fields = ["peer__name", "peer__slug"]
    list_select_related = ["peer"]
    date_hierarchy = "at"
    readonly_fields = ["at", "peer", "purpose", "is_given", "how", "wording"]
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return Consent.objects.order_by("-at", "-pk")
