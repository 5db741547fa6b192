"""The settings of the API that no installation changes: how it reads, answers, refuses and describes itself."""

from datetime import timedelta
from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.common.authentication.ByToken",
        "backend.common.authentication.BySession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["backend.common.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.common.parsers.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["backend.common.filters.StrictFilters"],
    "DEFAULT_PAGINATION_CLASS": "backend.common.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "backend.common.schema.ProblemAutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe what the OpenAPI document describes better
    "DEFAULT_THROTTLE_RATES": {
        "sign-in": "10/min",
        "preview": "60/min",
        "code": "10/min",
        "verify": "60/min",
        "upload": "10/min",
        "report": "5/min",
        "join": "30/hour",
    },
    "URL_FORMAT_OVERRIDE": None,  # the form of an answer is asked for in `Accept`, not by an undocumented `?format=`
    "EXCEPTION_HANDLER": "backend.errors.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX: dict[str, Any] = {
    "TOKEN_TTL": timedelta(days=30),
    "AUTO_REFRESH": False,
    "TOKEN_LIMIT_PER_USER": 20,
}
SPECTACULAR: dict[str, Any] = {
    "TITLE": "Dankwerk",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # builds the whole document; `make check` has compared it with the code before
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "OrganisationKind": "volunteers.models.organisations.Organisation.Kind",
        "ScopeKind": "volunteers.models.organisations.ScopeKind",
        "ShareKind": "volunteers.models.shares.ShareKind",
        "ThanksMessageStatus": "recognition.models.messages.MessageStatus",
        "CertificateKind": "certificates.models.certificates.CertificateKind",
        "StoryPictureShows": "recognition.models.stories.Shows",
        "HourStatus": "volunteers.models.hours.HourStatus",
        "Way": "volunteers.models.hours.Way",
        "Party": "volunteers.models.corrections.Party",
        "CorrectionStatus": "volunteers.models.corrections.CorrectionStatus",
        "ObjectionStatus": "volunteers.models.corrections.ObjectionStatus",
        "CertificateStatus": "certificates.models.certificates.CertificateStatus",
        "CampaignStatus": "certificates.models.campaigns.CampaignStatus",
        "TemplateStatus": "certificates.models.templates.TemplateStatus",
        "RevocationCode": "certificates.models.certificates.RevocationCode",
        "TakeoverStatus": "volunteers.models.takeovers.TakeoverStatus",
        "MergeBasis": "volunteers.models.merges.MergeBasis",
        "ExportForm": "volunteers.models.privacy.ExportForm",
        "ExportStatus": "volunteers.models.privacy.ExportStatus",
        "SheetForm": "volunteers.models.sheets.SheetForm",
        "SheetStatus": "volunteers.models.sheets.SheetStatus",
        "Gender": "volunteers.models.people.Gender",
        "GenderOrUnknown": "recognition.models.fairness.GENDERS",
        "ListStatus": "recognition.models.lists.ListStatus",
        "WaiverKind": "recognition.models.card.WaiverKind",
        "AnnexPartStatus": "recognition.models.card.AnnexPartStatus",
        "JoinStatus": "volunteers.api.joining.SEEN",
    },
}
