"""Addresses of the vault."""

from django.urls import path

from bihuan.kernel.vault import web

app_name = "vault"
urlpatterns = [
    path("<str:number>/see/", web.see, name="see"),
    path("<str:number>/destroy/", web.destroy, name="destroy"),
    path("<str:number>/opened/", web.opened, name="opened"),
]
