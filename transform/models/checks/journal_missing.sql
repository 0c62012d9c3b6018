{{ tap_octopus.references_that_miss(
  'journal_missing', 'live_journals', 'journal_key', 'n.journal_key', journal_key='n.journal_key'
) }}
