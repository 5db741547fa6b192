"""What 0001_squashed_0012_chosen_people makes: each file some tables, as migration 0012 left them."""
