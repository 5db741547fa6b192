"""Addresses of signing in and of the account. allauth reverses the names that begin with account_ and mfa_."""

from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.urls import URLPattern, URLResolver, path

from backend.accounts import account, recovery, views
from backend.accounts.mailbox import mailbox
from backend.accounts.second_factor import second_factor
from backend.accounts.sessions import account_sessions
from backend.common.pages import signed_in

sign_in = views.SignIn.as_view()
code = views.Code.as_view()
second = views.SecondFactor.as_view()
app = account.guarded(account.App)
app_remove = account.guarded(account.AppRemoval)

urlpatterns: list[URLPattern | URLResolver] = [
    path("anmelden", sign_in, name="account_login"),
    path("anmelden", sign_in, name="account_signup"),
    path("anmelden", sign_in, name="account_request_login_code"),
    path("anmelden", sign_in, name="sign-in"),
    path("anmelden/code", code, name="account_confirm_login_code"),
    path("anmelden/code", code, name="sign-in-code"),
    path("anmelden/passwort", views.PasswordSignIn.as_view(), name="sign-in-password"),
    path("anmelden/passkey", LoginWebAuthnView.as_view(), name="mfa_login_webauthn"),
    path("anmelden/zweiter-faktor", second, name="mfa_authenticate"),
    path("anmelden/gesperrt", views.locked, name="account_inactive"),
    path("abmelden", views.sign_out, name="sign-out"),
    path("willkommen", views.welcome, name="welcome"),
    path("konto", account.overview, name="mfa_index"),
    path("konto", account.overview, name="mfa_list_webauthn"),
    path("konto", account.overview, name="account_email"),
    path("konto", account.overview, name="account"),
    path("konto/bestaetigen", signed_in(account.prove), name="account_reauthenticate"),
    path("konto/bestaetigen", signed_in(account.prove), name="mfa_reauthenticate"),
    path("konto/bestaetigen", signed_in(account.prove), name="mfa_reauthenticate_webauthn"),
    path("konto/bestaetigen", signed_in(account.prove), name="account-prove"),
    path("konto/sprache", account.language, name="account-language"),
    path("konto/sitzungen", account_sessions, name="account-sessions"),
    path("konto/abmelden", account.sign_out_elsewhere, name="account-sign-out-elsewhere"),
    path("konto/adresse", account.proved(account.address), name="account-address"),
    path("konto/adresse/code", account.proved(account.address_code), name="account-address-code"),
    path("konto/passwort", account.proved(account.password), name="account-password"),
    path("konto/zweiter-faktor", second_factor, name="second-factor"),
    path("konto/app", app, name="mfa_activate_totp"),
    path("konto/app/entfernen", app_remove, name="mfa_deactivate_totp"),
    path("konto/passkeys/neu", account.guarded(account.NewPasskey), name="mfa_add_webauthn"),
    path("konto/passkeys/<int:pk>/entfernen", account.guarded(account.PasskeyRemoval), name="mfa_remove_webauthn"),
    path("konto/notfallcodes", account.recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/notfallcodes/neu", account.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("konto/notfallcodes/datei", account.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("postfach", mailbox, name="mailbox"),
    path("stelle/<uuid:organisation>/adresse-aendern", recovery.desk, name="address-changes"),
    path("adresse/<slug:secret>", recovery.answer, name="address-change-answer"),
]
