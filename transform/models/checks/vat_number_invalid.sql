{{ tap_octopus.customers_whose_number('not n.is_valid', detail='vat_identity') }}
