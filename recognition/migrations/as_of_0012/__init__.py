"""What 0001_squashed_0012_unthanked_by_person makes: each file some tables, as migration 0012 left them."""
