"""Addresses of the demonstration entrance."""

from django.urls import path

from bihuan.faces.entrance import views

app_name = "entrance"
urlpatterns = [path("login/as/<slug:key>/", views.enter, name="enter")]
