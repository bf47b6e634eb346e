"""Addresses of access."""

from django.urls import path

from bihuan.kernel.access.views import entering, outside, own

app_name = "access"
urlpatterns = [
    path("login/", entering.login, name="login"),
    path("login/second/", entering.second, name="second"),
    path("login/outside/", outside.begin, name="outside"),
    path("login/outside/back/", outside.back, name="outside-back"),
    path("account/outside/", outside.link, name="outside-link"),
    path("account/outside/remove/", outside.unlink, name="outside-unlink"),
    path("logout/", entering.logout, name="logout"),
    path("post/", entering.post, name="post"),
    path("password/", entering.password, name="password"),
    path("post/look/<int:post>/", entering.look, name="look"),
    path("post/look/end/", entering.look_end, name="look-end"),
    path("account/", own.account, name="account"),
    path("account/sessions/<int:row>/end/", own.end_session, name="end-session"),
    path("account/sessions/end-others/", own.end_others, name="end-others"),
    path("account/one-time/", own.one_time, name="one-time"),
    path("account/one-time/remove/", own.one_time_remove, name="one-time-remove"),
    path("account/passkeys/", own.add_passkey, name="passkeys"),
    path("account/passkeys/<int:passkey>/remove/", own.remove_passkey, name="passkey-remove"),
    path("account/recovery/", own.recovery, name="recovery"),
]
