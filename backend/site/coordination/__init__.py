"""The coordinators' pages that speak of more than one app."""
