{{ tap_octopus.statutory_statement('balance_sheet', ['l.side', 'c.presented_amount', 'm.is_provisional']) }}
