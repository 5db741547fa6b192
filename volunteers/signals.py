"""What this app tells those above it, which it does not know."""

from django.dispatch import Signal

# A confirmed entry counts other minutes than before. Sent in the transaction that changed it, with `entry` (its
# activity and volunteer fetched) and `actor`: what a receiver raises undoes the change.
hours_corrected = Signal()
