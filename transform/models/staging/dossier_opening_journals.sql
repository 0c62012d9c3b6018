select distinct dossier_id, journal_key
from (
  {{ tap_octopus.for_each_dossier('opening_journals', ['journal_key']) }}
) as j
