{{ tap_octopus.statutory_statement('income_statement', ['c.month_amount']) }}
