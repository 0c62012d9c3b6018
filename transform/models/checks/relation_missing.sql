{{ tap_octopus.references_that_miss(
  'relation_missing', 'live_relations', 'relation_id', 'n.relation_id', with_bookyear=false,
  relation_id='n.relation_id'
) }}
