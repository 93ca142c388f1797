"""The addresses of the node. Everything is closed to who is not signed in, but for what says that it is not."""

from verbale.chancery.pages import urls as pages

urlpatterns = [*pages.urlpatterns]

handler403 = pages.handler403
handler404 = pages.handler404
handler500 = pages.handler500
