"""What 0001_squashed_0020_signed_in makes: each file some tables, as migration 0020 left them."""
