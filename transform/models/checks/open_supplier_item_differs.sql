{{ tap_octopus.open_items_that_differ('open_supplier_item_differs', 'suppliers', 'live_report_open_suppliers') }}
