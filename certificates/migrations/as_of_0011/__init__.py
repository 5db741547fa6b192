"""What 0001_squashed_0011_erased makes: each file some tables, as migration 0011 left them."""
