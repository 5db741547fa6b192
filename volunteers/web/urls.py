"""Addresses of the volunteers' and the organisations' pages, and of what a coordinator decides between them."""

from django.urls import URLPattern, URLResolver

from volunteers.web import coordination_doubles, coordination_joining, joining, objections
from volunteers.web.desk import urls as desk_pages
from volunteers.web.me import urls as my_pages

volunteer: list[URLPattern | URLResolver] = [*my_pages.urlpatterns]
desk: list[URLPattern | URLResolver] = [*desk_pages.urlpatterns]

urlpatterns = [*volunteer, *desk, *objections.urlpatterns, *coordination_doubles.urlpatterns]
urlpatterns += [*joining.urlpatterns, *coordination_joining.urlpatterns]
