"""Signing in, one's own account, help for who lost their mailbox: django-allauth's steps on pages of ours."""
