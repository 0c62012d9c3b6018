{{ tap_octopus.control_accounts_that_differ('open_suppliers_differ', 'suppliers', 'live_report_open_suppliers') }}
