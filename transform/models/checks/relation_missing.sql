{{ tap_octopus.references_that_miss(
  'relation_missing', 'live_relations', 'relation_id', 'n.relation_id', relation_id='n.relation_id'
) }}
