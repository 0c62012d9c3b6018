{{ tap_octopus.returns_that_fail(
  ['63'], {'85': 21},
  's.amount >= s.expected + 62'
) }}
