from pkg.urls import Url

Url()
