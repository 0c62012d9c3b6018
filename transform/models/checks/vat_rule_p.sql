{{ tap_octopus.returns_that_fail(
  'r.grid_55', '21 * (r.grid_84 + r.grid_86 + r.grid_88)', 'amount >= expected + 62'
) }}
