{{ tap_octopus.returns_that_fail(
  'r.grid_64', '21 * r.grid_49', 'amount >= expected + 62'
) }}
