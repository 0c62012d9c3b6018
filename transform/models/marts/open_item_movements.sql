with items as (
  select
    c.role as side,
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    case when l.journal_type in (1, 2) then -1 else l.line_sequence_nr end as line_sequence_nr,
    max(l.relation_id) as relation_id,
    max(coalesce(l.document_date, l.booking_date)) as document_date,
    max(coalesce(l.expiry_date, l.document_date, l.booking_date)) as expiry_date,
    max(l.currency_code) as currency_code,
    sum(l.booking_amount) as amount
  from {{ ref('general_ledger') }} as l
  join {{ ref('dossier_account_roles') }} as c
    on c.dossier_id = l.dossier_id
    and c.account_nr = l.account_nr
    and c.role in ('customers', 'suppliers')
  where l.is_repeated_opening = {{ tap_octopus.no() }}
  group by
    c.role,
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    case when l.journal_type in (1, 2) then -1 else l.line_sequence_nr end
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
),

dated as (
  -- The date of the item comes first: that which a match tells may be missing.
  select
    m.side,
    m.dossier_id,
    m.bookyear_id,
    m.journal_key,
    m.document_sequence_nr,
    m.line_sequence_nr,
    m.other_bookyear_id,
    m.other_journal_key,
    m.other_document_sequence_nr,
    m.other_line_sequence_nr,
    m.other_document_date,
    coalesce(i.relation_id, m.relation_id) as relation_id,
    coalesce(i.document_date, m.document_date, m.other_document_date) as document_date,
    coalesce(i.expiry_date, m.document_date, m.other_document_date) as expiry_date,
    coalesce(i.currency_code, m.currency_code) as currency_code,
    m.amount
  from matched as m
  left join items as i
    on i.side = m.side
    and i.dossier_id = m.dossier_id
    and i.bookyear_id = m.bookyear_id
    and i.journal_key = m.journal_key
    and i.document_sequence_nr = m.document_sequence_nr
    and i.line_sequence_nr = m.line_sequence_nr
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
  side,
  dossier_id,
  bookyear_id,
  journal_key,
  document_sequence_nr,
  line_sequence_nr,
  'match',
  other_bookyear_id,
  other_journal_key,
  other_document_sequence_nr,
  other_line_sequence_nr,
  other_document_date,
  greatest(document_date, coalesce(other_document_date, document_date)),
  relation_id,
  document_date,
  expiry_date,
  currency_code,
  amount
from dated
