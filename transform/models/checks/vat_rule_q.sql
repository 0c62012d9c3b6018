{{ tap_octopus.returns_that_fail(
  'r.grid_56 + r.grid_57', '21 * (r.grid_85 + r.grid_87)', 'amount >= expected + 62'
) }}
