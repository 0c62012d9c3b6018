{{ tap_octopus.returns_that_fail(
  ['64'], {'49': 21},
  's.amount >= s.expected + 62'
) }}
