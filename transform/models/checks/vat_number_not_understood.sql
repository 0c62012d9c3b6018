{{ tap_octopus.customers_whose_number("n.kind = 'not understood'", detail='written') }}
