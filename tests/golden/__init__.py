"""Cases computed by hand from the law, against the answers over books that hold them."""
