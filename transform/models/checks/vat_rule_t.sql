{{ tap_octopus.returns_that_fail(
  'r.grid_63', '21 * r.grid_85', 'amount >= expected + 62'
) }}
