"""Addresses of directives."""

from django.urls import path

from bihuan.modules.directives.web.views import acting, reading

app_name = "directives"

urlpatterns = [
    path("matrix/", reading.matrix, name="matrix"),
    path("matrix/<str:clause>/<str:body>/", reading.cell, name="cell"),
    path("clauses/", reading.clauses, name="clauses"),
    path("clauses/<str:clause>/", reading.clause, name="clause"),
    path("duties/", reading.duties, name="duties"),
    path("duties/happened/<str:clause>/", acting.happened, name="happened"),
    path("duties/<int:duty>/", reading.duty, name="duty"),
    path("duties/<int:duty>/record/", acting.record, name="record"),
    path("duties/<int:duty>/exemption/", acting.exemption, name="exemption"),
    path("duties/<int:duty>/withdraw/<str:number>/", acting.withdraw, name="withdraw"),
]
