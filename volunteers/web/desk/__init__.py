"""The pages of an organisation: for who works through two hundred entries on a Friday evening."""
