"""Addresses with a page that breaks the rule that fetching changes nothing."""

from django.http import HttpResponse
from django.urls import path

from leeds_leaders.urls import handler403, handler404, urlpatterns
from peers.models import Profile

__all__ = ["handler403", "handler404"]


def writes(request):
    Profile.objects.filter(peer=request.user).update(one_line="written on a GET")
    return HttpResponse("written")


urlpatterns = [*urlpatterns, path("writes/", writes)]
