from django.contrib import admin

from leeds_leaders.notices.models import Letter


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    """The outbox, to look at. Texts are not shown: they are for their recipients."""

    list_display = ["queued_at", "purpose", "state", "tries", "sent_at", "answer"]
    list_filter = ["state", "purpose"]
    date_hierarchy = "queued_at"
    exclude = ["recipient", "address", "key", "subject", "text", "html", "message_id", "claimed_at"]
    readonly_fields = ["purpose", "state", "tries", "queued_at", "not_before", "sent_at", "answer"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
