"""The coordinators' pages about certificates: one, many, and how they look."""
