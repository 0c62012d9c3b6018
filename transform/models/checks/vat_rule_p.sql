{{ tap_octopus.returns_that_fail(
  ['55'], {'84': 21, '86': 21, '88': 21},
  's.amount >= s.expected + 62'
) }}
