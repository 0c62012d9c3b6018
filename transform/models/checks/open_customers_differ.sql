{{ tap_octopus.control_accounts_that_differ('open_customers_differ', 'customers', 'live_report_open_clients') }}
