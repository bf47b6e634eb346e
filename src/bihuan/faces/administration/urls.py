"""Addresses of the administrators, below /administration/."""

from django.urls import path

from bihuan.faces.administration import views

app_name = "administration"
urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new/", views.new, name="new"),
    path("accounts/<int:account>/", views.account, name="account"),
    path("accounts/<int:account>/<slug:act>/", views.act, name="act"),
    path("sources/unlock/", views.unlock_source, name="unlock-source"),
    path("audit/", views.audit, name="audit"),
    path("condition/", views.condition, name="condition"),
    path("policy/", views.policy, name="policy"),
]
