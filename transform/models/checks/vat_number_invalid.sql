{{ tap_octopus.customers_whose_number('n.is_valid = ' ~ tap_octopus.no(), detail='vat_identity') }}
