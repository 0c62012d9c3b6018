{{ tap_octopus.periods_that_differ('purchases_ledger_differ', 'purchases', 'ledger_purchases') }}
