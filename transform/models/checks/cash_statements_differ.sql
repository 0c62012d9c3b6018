{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
-- What a statement says line by line is what its document brought to the account of money. Bookyears
-- that are closed are not read in detail.
with parts as (
  select
    {%- for column in document %}
    l.{{ column }},
    {%- endfor %}
    coalesce(l.document_amount, l.booking_amount) as amount,
    0 as expected
  from {{ ref('general_ledger') }} as l
  join {{ ref('journal_accounts') }} as j
    on j.dossier_id = l.dossier_id
    and j.bookyear_id = l.bookyear_id
    and j.journal_key = l.journal_key
    and j.account_nr = l.account_nr
  where l.journal_type = 3
  union all
  select {{ document | join(', ') }}, 0, amount
  from {{ ref('statement_lines') }}
  where left(journal_key, 1) = 'F'
),

compared as (
  select {{ document | join(', ') }}, sum(amount) as amount, sum(expected) as expected
  from parts
  group by {{ document | join(', ') }}
  having sum(amount) <> sum(expected)
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    bookyear_id='c.bookyear_id',
    journal_key='c.journal_key',
    document_sequence_nr='c.document_sequence_nr',
    subject=tap_octopus.document('c'),
    amount='c.amount',
    expected='c.expected'
  ) }}
from compared as c
join {{ ref('live_financial_journals') }} as f
  on f.dossier_id = c.dossier_id
  and f.bookyear_id = c.bookyear_id
  and f.journal_key = c.journal_key
join {{ tap_octopus.dossiers_to_check('cash_statements_differ') }} as d
  on d.dossier_id = c.dossier_id
