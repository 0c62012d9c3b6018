{{ tap_octopus.periods_that_differ('vat_ledger_differs', 'vat', 'ledger_vat') }}
