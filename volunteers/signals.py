"""What this app tells those above it, which it does not know."""

from django.dispatch import Signal

# A confirmed entry counts other minutes than before. Sent in the transaction that changed it, with `entry` (its
# activity and volunteer fetched) and `actor`: what a receiver raises undoes the change.
hours_corrected = Signal()

# People were thanked: for their help as a whole, not for one thing that they reached. Sent once for a batch, in the
# transaction that does it, with `volunteers` (keys), `at` (an aware datetime) and `way`: "certificate", "list" or
# "message". What a receiver raises undoes the thanks.
thanked = Signal()
