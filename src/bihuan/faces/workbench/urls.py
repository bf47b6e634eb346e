"""Addresses of the workbench."""

from django.urls import path

from bihuan.faces.workbench import views

app_name = "workbench"
urlpatterns = [path("", views.home, name="home")]
