{{ tap_octopus.periods_that_differ('sales_ledger_differ', 'sales', 'ledger_sales') }}
