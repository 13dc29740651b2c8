from pkg.urls import Link

Link()
