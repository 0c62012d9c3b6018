{#- The column that tells most apart comes first: windows are sorted by it. -#}
{%- set document = ['document_sequence_nr', 'dossier_id', 'bookyear_id', 'journal_key'] -%}
{%- set carried = [
  'bookyear_period_nr', 'document_date', 'relation_id', 'cost_centre_id', 'currency_code',
  'exchange_rate', 'document_amount', 'recuperation_percentage', 'base', 'shown_vat',
] -%}
with lines as (
  select
    d.dossier_id,
    d.bookyear_id,
    d.journal_key,
    d.document_sequence_nr,
    {{ tap_octopus.place_in_array('line', 'line_place') }} as line_nr,
    d.bookyear_period_nr,
    d.document_date,
    d.relation_id,
    d.currency_code,
    coalesce(nullif(d.exchange_rate, 0), 1) as exchange_rate,
    case when left(d.journal_key, 1) = 'A' then 'purchase' else 'sale' end as side,
    d.amount as document_amount,
    {{ tap_octopus.field('line', 'account_nr', 'integer') }} as account_nr,
    {{ tap_octopus.field('line', 'cost_centre_id', 'integer') }} as cost_centre_id,
    {{ tap_octopus.field('line', 'vat_code_key') }} as vat_code,
    case when d.amount < 0 then -1 else 1 end
      * coalesce({{ tap_octopus.field('line', 'base_amount', 'number') }}, 0) as base,
    case when d.amount < 0 then -1 else 1 end
      * coalesce({{ tap_octopus.cents(tap_octopus.field('line', 'vat_amount', 'number')) }}, 0)
      as shown_vat,
    coalesce({{ tap_octopus.field('line', 'vat_recup_percentage', 'number') }}, 100)
      as recuperation_percentage
  from {{ ref('live_buysell_bookings') }} as d
  {{ tap_octopus.unnest('d.booking_lines', 'line', 'line_place') }}
),

-- What the ledger says of the same documents: the grids of base amounts, by account and amount.
ledger as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    l.line_sequence_nr,
    l.account_nr,
    case when l.journal_type = 1 then l.booking_amount else -l.booking_amount end as amount,
    g.grid
  from {{ ref('general_ledger') }} as l
  join {{ ref('vat_section_dossiers') }} as t on t.dossier_id = l.dossier_id
  join {{ ref('vat_grid_rules') }} as g
    on g.grid = {{ tap_octopus.section_grid('l') }} and g.part = 'base'
  where l.journal_type in (1, 2)
),

-- One below the other and seen through windows: databases guess badly at joins of many columns.
both_sides as (
  select
    {{ tap_octopus.listed(document + carried) }},
    side,
    line_nr,
    account_nr,
    vat_code,
    {{ tap_octopus.cents(tap_octopus.product(
      '(base + case when side = \'sale\' or recuperation_percentage = 100 then 0 else shown_vat - '
        ~ tap_octopus.cents(tap_octopus.product(
          'shown_vat', 'recuperation_percentage', tap_octopus.percent())) ~ ' end)',
      'exchange_rate')) }} as booked_amount,
    cast(null as {{ dbt.type_string() }}) as grid
  from lines
  union all
  select
    {{ tap_octopus.listed(document) }},
    {%- for column in carried %}
    null,
    {%- endfor %}
    null,
    line_sequence_nr,
    account_nr,
    null,
    amount,
    grid
  from ledger
),

by_account as (
  select
    b.*,
    min(b.grid) over ({{ tap_octopus.per(document + ['account_nr']) }}) as first_grid,
    max(b.grid) over ({{ tap_octopus.per(document + ['account_nr']) }}) as last_grid
  from both_sides as b
),

-- Where an account has several grids in one document, the lines of an amount go to its grids in
-- their order.
placed as (
  select
    a.*,
    row_number() over (
      {{ tap_octopus.per(document + ['account_nr', 'booked_amount', 'side']) }} order by a.line_nr
    ) as place
  from by_account as a
  where a.first_grid <> a.last_grid
),

by_amount as (
  select
    p.*,
    max(p.grid) over (
      {{ tap_octopus.per(document + ['account_nr', 'booked_amount', 'place']) }}
    ) as ledger_grid
  from placed as p
)

{% set result = document + carried + ['side', 'line_nr', 'account_nr', 'vat_code'] -%}
select
  {{ tap_octopus.listed(result) }},
  first_grid as ledger_grid
from by_account
where side is not null and (first_grid = last_grid or first_grid is null)
union all
select
  {{ tap_octopus.listed(result) }},
  ledger_grid
from by_amount
where side is not null
