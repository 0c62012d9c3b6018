{%- set key = ['dossier_id', 'bookyear_id', 'bookyear_period_nr', 'journal_type', 'journal_key',
  'account_nr', 'cost_centre_id', 'is_opening', 'is_repeated_opening', 'month',
  'booking_month'] -%}
-- The ledger summed once, for all that needs no single lines.
select
  {{ key | join(', ') }},
  max(cost_centre_description) as cost_centre_description,
  min(account_class) as account_class,
  count(*) as line_count,
  sum(case when is_first_line = {{ tap_octopus.yes() }} then 1 else 0 end) as document_count,
  sum(debit) as debit,
  sum(credit) as credit,
  sum(booking_amount) as amount
from {{ ref('general_ledger') }}
group by {{ key | join(', ') }}
