{{ tap_octopus.returns_that_fail(
  ['54'], {'01': 6, '02': 12, '03': 21},
  'abs(s.amount - s.expected) >= 62'
) }}
