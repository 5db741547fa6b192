"""The example alliance of `manage.py demo`: invented from end to end, brought about by the services of the API."""
