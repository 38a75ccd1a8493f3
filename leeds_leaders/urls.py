"""Every address of the site. The apps are named in strings: the ground knows none of them."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.cache import never_cache

from leeds_leaders import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("projects.urls")),
    path("", include("forums.urls")),
    path("", include("peers.urls")),
    path("", include("leeds_leaders.notices.urls")),
    path("", include("leeds_leaders.moderation.urls")),
    path("causes/", include("leeds_leaders.language.urls")),
    path("", include("leeds_leaders.geography.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("about/", views.about, name="about"),
    path("favicon.ico", views.icon, name="icon"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", never_cache(views.healthz), name="healthz"),
    path("readyz", never_cache(views.readyz), name="readyz"),
    path("outbox/", views.outbox, name="outbox"),
]

handler400 = "leeds_leaders.views.bad_request"
handler403 = "leeds_leaders.views.forbidden"
handler404 = "leeds_leaders.views.not_found"
handler500 = "leeds_leaders.views.server_error"

if settings.DEBUG:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
