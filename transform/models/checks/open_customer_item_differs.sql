{{ tap_octopus.open_items_that_differ('open_customer_item_differs', 'customers', 'live_report_open_clients') }}
