"""Addresses of the coordinators' pages about certificates."""

from django.urls import path

from certificates.web.coordination import campaigns, certificates, drafting, ordering, people, templates

CAMPAIGN = "koordination/aktionen/<uuid:uuid>"

urlpatterns = [
    path("koordination/personen", people.people, name="coordination-people"),
    path("koordination/urkunden", certificates.overview, name="coordination-certificates"),
    path("koordination/urkunden/neu", ordering.new, name="coordination-certificate-new"),
    path("koordination/urkunden/<uuid:uuid>", certificates.one, name="coordination-certificate"),
    path("koordination/urkunden/<uuid:uuid>/pdf", certificates.pdf, name="coordination-certificate-pdf"),
    path("koordination/aktionen", campaigns.overview, name="coordination-campaigns"),
    path("koordination/aktionen/neu", drafting.new, name="coordination-campaign-new"),
    path(CAMPAIGN, campaigns.one, name="coordination-campaign"),
    path(f"{CAMPAIGN}/wen", drafting.whom, name="coordination-campaign-whom"),
    path(f"{CAMPAIGN}/gestaltung", drafting.design, name="coordination-campaign-design"),
    path(f"{CAMPAIGN}/pruefen", drafting.check, name="coordination-campaign-check"),
    path(f"{CAMPAIGN}/starten", drafting.start, name="coordination-campaign-start"),
    path(f"{CAMPAIGN}/verwerfen", drafting.discard, name="coordination-campaign-discard"),
    path(f"{CAMPAIGN}/vorschau/<uuid:volunteer>", drafting.picture, name="coordination-campaign-picture"),
    path(f"{CAMPAIGN}/zip", campaigns.archive, name="coordination-campaign-zip"),
    path(f"{CAMPAIGN}/druck", campaigns.print_file, name="coordination-campaign-print"),
    path(f"{CAMPAIGN}/mails", campaigns.mails, name="coordination-campaign-mails"),
    path("koordination/vorlagen", templates.overview, name="coordination-templates"),
    path("koordination/vorlagen/neu", templates.new, name="coordination-template-new"),
    path("koordination/vorlagen/<uuid:uuid>", templates.one, name="coordination-template"),
    path("koordination/vorlagen/<uuid:uuid>/bild", templates.picture, name="coordination-template-picture"),
]
