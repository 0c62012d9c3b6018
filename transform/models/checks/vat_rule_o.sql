{{ tap_octopus.returns_that_fail(
  'r.grid_54', '6 * r.grid_01 + 12 * r.grid_02 + 21 * r.grid_03', 'abs(amount - expected) >= 62'
) }}
