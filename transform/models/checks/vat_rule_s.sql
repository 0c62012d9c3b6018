{{ tap_octopus.returns_that_fail(
  'r.grid_59', '50 * (r.grid_81 + r.grid_82 + r.grid_83 + r.grid_84 + r.grid_85)', 'amount > 0 and amount >= expected'
) }}
