{{ tap_octopus.returns_that_fail(
  ['56', '57'], {'85': 21, '87': 21},
  's.amount >= s.expected + 62'
) }}
