"""Addresses of access."""

from django.urls import path

from bihuan.kernel.access import views

app_name = "access"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("post/", views.post, name="post"),
    path("password/", views.password, name="password"),
]
