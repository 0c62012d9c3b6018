{{ tap_octopus.references_that_miss(
  'cost_centre_missing', 'live_costcentres', 'cost_centre_id', 'n.cost_centre_id'
) }}
