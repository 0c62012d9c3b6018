{{ tap_octopus.references_that_miss(
  'journal_missing', 'live_journals', 'journal_key', 'n.journal_key', by_bookyear=true,
  journal_key='n.journal_key'
) }}
