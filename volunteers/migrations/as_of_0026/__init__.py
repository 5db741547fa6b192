"""What 0001_squashed_0026_joining makes: each file some tables, as migration 0026 left them."""
