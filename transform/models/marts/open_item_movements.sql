with items as (
  select
    case when account_nr < 440000 then 'customers' else 'suppliers' end as side,
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    case when journal_type in (1, 2) then -1 else line_sequence_nr end as line_sequence_nr,
    max(relation_id) as relation_id,
    max(document_date) as document_date,
    max(coalesce(expiry_date, document_date)) as expiry_date,
    max(currency_code) as currency_code,
    sum(booking_amount) as amount
  from {{ ref('general_ledger') }}
  where
    (account_nr between 400000 and 400999 or account_nr between 440000 and 440999)
    and not is_repeated_opening
  group by 1, 2, 3, 4, 5, 6
),

matches as (
  select
    case when balancing_type = 'C' then 'customers' else 'suppliers' end as side,
    {{ tap_octopus.cents('greatest(
      coalesce(debet_balanced_booking_amount, 0), coalesce(credit_balanced_booking_amount, 0)
    )') }} as amount,
    m.*
  from {{ ref('live_balancings') }} as m
  where balancing_type in ('C', 'S')
),

matched as (
  {%- for its, other, sign in [('debet', 'credit', '-'), ('credit', 'debet', '')] %}
  select
    side,
    dossier_id,
    {%- for column in ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'] %}
    {{ its }}_{{ column }} as {{ column }},
    {{ other }}_{{ column }} as other_{{ column }},
    {%- endfor %}
    relation_id,
    {{ its }}_document_date as document_date,
    {{ other }}_document_date as other_document_date,
    {{ its }}_currency_code as currency_code,
    {{ sign }}amount as amount
  from matches
  {{ 'union all' if not loop.last }}
  {%- endfor %}
)

select
  side,
  dossier_id,
  bookyear_id,
  journal_key,
  document_sequence_nr,
  line_sequence_nr,
  'booking' as kind,
  cast(null as {{ dbt.type_bigint() }}) as other_bookyear_id,
  cast(null as {{ dbt.type_string() }}) as other_journal_key,
  cast(null as {{ dbt.type_bigint() }}) as other_document_sequence_nr,
  cast(null as {{ dbt.type_bigint() }}) as other_line_sequence_nr,
  cast(null as date) as other_document_date,
  document_date as movement_date,
  relation_id,
  document_date,
  expiry_date,
  currency_code,
  amount
from items
union all
select
  m.side,
  m.dossier_id,
  m.bookyear_id,
  m.journal_key,
  m.document_sequence_nr,
  m.line_sequence_nr,
  'match',
  m.other_bookyear_id,
  m.other_journal_key,
  m.other_document_sequence_nr,
  m.other_line_sequence_nr,
  m.other_document_date,
  greatest(
    coalesce(m.document_date, m.other_document_date),
    coalesce(m.other_document_date, m.document_date)
  ),
  coalesce(i.relation_id, m.relation_id),
  coalesce(i.document_date, m.document_date),
  coalesce(i.expiry_date, m.document_date),
  coalesce(i.currency_code, m.currency_code),
  m.amount
from matched as m
left join items as i
  on i.side = m.side
  and i.dossier_id = m.dossier_id
  and i.bookyear_id = m.bookyear_id
  and i.journal_key = m.journal_key
  and i.document_sequence_nr = m.document_sequence_nr
  and i.line_sequence_nr = m.line_sequence_nr
