"""One page that shows what the marts of `transform/` say: for the group, and for each dossier."""
