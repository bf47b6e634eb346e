"""Addresses of the comparison in the workbench; included under /algebra/."""

from django.urls import path

from bihuan.modules.algebra.web import views

app_name = "algebra"
urlpatterns = [
    path("", views.findings, name="findings"),
    path("matrix/", views.matrix, name="matrix"),
    path("<int:pk>/", views.finding, name="finding"),
]
