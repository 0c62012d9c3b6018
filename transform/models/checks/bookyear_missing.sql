{{ tap_octopus.references_that_miss(
  'bookyear_missing', 'live_bookyears', 'bookyear_id', 'n.bookyear_id'
) }}
