"""Introductions: proposing two people to each other, and answering."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import members_post
from peers import actions
from peers.choices import Answer
from peers.forms.ties import AnswerForm, IntroduceForm
from peers.models import Introduction
from peers.pages.ties import connections_of
from peers.views.between import HOME, change, connected_peer, fill_in, sent

DONE = {
    Answer.YES: gettext_lazy("Thank you. You both hear of it once you have both said yes."),
    Answer.NO: gettext_lazy("Put aside. Nobody is told."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def introduce(request, slug):
    """Propose a connection to another one."""
    peer = connected_peer(request, slug)
    others = connections_of(request.user).exclude(pk=peer.pk)
    context = {"peer": peer, "form": IntroduceForm(sent(request), others=others)}

    def save(other, words):
        return actions.introduce(peer, other, by=request.user, words=words)

    done = _("Thank you. Both are asked, each on their own.")
    return fill_in(request, "peers/introduce.html", context, save=save, done=done, to=HOME)


@members_post(HOME)
def introduction_answer(request, pk):
    """Say for oneself whether one would like to meet somebody."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user), pk=pk)
    if introduction.by_id == request.user.pk:
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Say yes or no with one of the two buttons."))
    answer = Answer(form.cleaned_data["answer"])
    verb = partial(actions.answer_introduction, answer=answer)
    return change(request, verb, introduction, DONE[answer])
