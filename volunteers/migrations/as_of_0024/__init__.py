"""What 0001_squashed_0024_sign_in_sheets makes: each file some tables, as migration 0024 left them."""
