{{ tap_octopus.references_that_miss(
  'account_missing', 'live_accounts', 'account_nr', tap_octopus.account_text('n.account_nr'),
  account_nr='n.account_nr', by_bookyear=true
) }}
