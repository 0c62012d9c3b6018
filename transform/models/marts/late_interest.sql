{%- set as_of = tap_octopus.as_of() -%}
{%- set key = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr',
  'other_bookyear_id', 'other_journal_key', 'other_document_sequence_nr',
  'other_line_sequence_nr'] -%}
-- What was paid late, each payment by itself, and what is still open.
with late as (
  select
    {{ key | join(', ') }},
    relation_id,
    amount,
    expiry_date,
    settled_date as until_date,
    {{ tap_octopus.yes() }} as is_paid
  from {{ ref('invoice_settlements') }}
  where kind = 'payment' and days_late > 0
  union all
  select
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    null,
    null,
    null,
    null,
    relation_id,
    open_amount,
    expiry_date,
    {{ as_of }},
    {{ tap_octopus.no() }}
  from {{ ref('open_items') }}
  where
    side = 'customers'
    and left(journal_key, 1) = 'V'
    and open_amount > 0
    and days_overdue > 0
),

of_enterprises as (
  select l.*
  from late as l
  join {{ ref('live_relations') }} as r
    on r.dossier_id = l.dossier_id and r.relation_id = l.relation_id
  where r.vat_type in (1, 4, 6)
),

half_years as (
  select
    start_date,
    cast({{ dbt.dateadd('month', 6, 'start_date') }} as date) as end_date,
    rate
  from {{ ref('late_interest_rates') }}
),

-- The days of each half-year in which it was late: from the day after it was due, to the last.
days as (
  select
    {%- for column in key %}
    l.{{ column }},
    {%- endfor %}
    l.relation_id,
    l.amount,
    l.expiry_date,
    l.until_date,
    l.is_paid,
    h.rate,
    {{ dbt.datediff(
      "greatest(l.expiry_date, cast(" ~ dbt.dateadd('day', -1, 'h.start_date') ~ " as date))",
      "least(l.until_date, cast(" ~ dbt.dateadd('day', -1, 'h.end_date') ~ " as date))",
      'day'
    ) }} as days
  from of_enterprises as l
  left join half_years as h on h.start_date <= l.until_date and h.end_date > l.expiry_date
),

sums as (
  select
    {{ key | join(', ') }},
    relation_id,
    max(amount) as amount,
    expiry_date,
    until_date,
    is_paid,
    {{ dbt.datediff('expiry_date', 'until_date', 'day') }} as days,
    sum(days) as days_with_rate,
    sum(days * rate) as rate_days,
    max(amount) * sum(days * rate) as interest
  from days
  group by {{ key | join(', ') }}, relation_id, expiry_date, until_date, is_paid
)

select
  {{ key | join(', ') }},
  relation_id,
  amount,
  expiry_date,
  until_date,
  is_paid,
  days,
  case when days_with_rate = days then {{ tap_octopus.quotient('rate_days', 'days') }} end as rate,
  case when days_with_rate = days
    then {{ tap_octopus.quotient('interest', '36500') }} end as interest,
  -- Once an invoice, however often it was paid late.
  {{ tap_octopus.cents("case when row_number() over (
    partition by dossier_id, bookyear_id, journal_key, document_sequence_nr
    order by until_date, other_journal_key, other_document_sequence_nr, other_line_sequence_nr
  ) = 1 then 40 else 0 end") }} as fixed_amount
from sums
