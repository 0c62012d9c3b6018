{{ tap_octopus.returns_that_fail(
  ['59'], {'81': 50, '82': 50, '83': 50, '84': 50, '85': 50},
  's.amount > 0 and s.amount >= s.expected'
) }}
