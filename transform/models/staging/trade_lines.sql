{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
{%- set carried = [
  'bookyear_period_nr', 'document_date', 'booking_date', 'document_type', 'relation_id', 'region',
  'cost_centre_id', 'currency_code', 'exchange_rate', 'recuperation_percentage', 'percentage',
  'source', 'its_operation', 'its_nature', 'account_nature', 'base', 'shown_vat',
] -%}
-- A line decides what happened, by its VAT code, by what the ledger says of the return, or by the
-- accounts that its document moved. Amounts have the sign of the document and of the line.
with natures as (
  -- What one grid alone says: the rate of 01 to 03, the nature of 81 to 83.
  select
    grid,
    case when min(rate) = max(rate) then min(rate) end as rate,
    case when min(nature) = max(nature) then min(nature) end as nature
  from {{ ref('vat_operations') }}
  group by grid
),

grids_of_operations as (
  select distinct operation, grid from {{ ref('vat_operations') }}
),

shifting as (
  select distinct operation from {{ ref('vat_operations') }} where grid in ('55', '56', '57')
),

bookyears as (
  select dossier_id, bookyear_id, min(start_date) as start_date
  from {{ ref('live_bookyears') }}
  group by dossier_id, bookyear_id
),

lines as (
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
    case when left(d.journal_key, 1) = 'A' then 1 else 2 end
      + case when d.amount < 0 then 2 else 0 end as document_type,
    case when d.amount < 0 then -1 else 1 end as sign,
    {{ tap_octopus.field('line', 'account_nr', 'integer') }} as account_nr,
    {{ tap_octopus.field('line', 'cost_centre_id', 'integer') }} as cost_centre_id,
    {{ tap_octopus.field('line', 'vat_code_key') }} as vat_code,
    coalesce({{ tap_octopus.field('line', 'base_amount', 'number') }}, 0) as base_amount,
    coalesce({{ tap_octopus.field('line', 'vat_amount', 'number') }}, 0) as vat_amount,
    coalesce({{ tap_octopus.field('line', 'vat_recup_percentage', 'number') }}, 100)
      as recuperation_percentage
  from {{ ref('live_buysell_bookings') }} as d
  {{ tap_octopus.unnest('d.booking_lines', 'line', 'line_place') }}
),

with_codes as (
  select
    l.*,
    {{ tap_octopus.booking_date('l.document_date', 'p.start_date', 'p.end_date', 'y.start_date') }}
      as booking_date,
    r.region,
    c.percentage,
    c.source,
    c.operation as its_operation,
    c.nature as its_nature,
    case
      when {{ tap_octopus.account_digits('l.account_nr', 1) }} = '2' then 'investment'
      when {{ tap_octopus.account_digits('l.account_nr', 1) }} = '3'
        or {{ tap_octopus.account_digits('l.account_nr', 2) }} = '60' then 'goods'
      else 'services'
    end as account_nature,
    l.sign * l.base_amount as base,
    l.sign * {{ tap_octopus.cents('l.vat_amount') }} as shown_vat,
    -- VAT that is shifted to the buyer may or may not be shown: it follows from the rate.
    l.sign * case
      when l.vat_amount = 0 and l.side = 'purchase' then coalesce({{ tap_octopus.cents(
        tap_octopus.product('l.base_amount', 'c.percentage', tap_octopus.percent())) }}, 0)
      else {{ tap_octopus.cents('l.vat_amount') }}
    end as full_vat
  from lines as l
  left join {{ ref('dossier_vat_codes') }} as c
    on c.dossier_id = l.dossier_id and c.code = l.vat_code and c.side = l.side
  left join {{ ref('relation_numbers') }} as r
    on r.dossier_id = l.dossier_id and r.relation_id = l.relation_id
  left join bookyears as y
    on y.dossier_id = l.dossier_id and y.bookyear_id = l.bookyear_id
  left join {{ ref('periods') }} as p
    on p.dossier_id = l.dossier_id
    and p.bookyear_id = l.bookyear_id
    and p.bookyear_period_nr = l.bookyear_period_nr
),

-- What the ledger says of the same documents: grids of base amounts, by account and amount, and
-- the VAT that purchases left to be paid.
ledger as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    l.line_sequence_nr,
    l.account_nr,
    case when l.journal_type = 1 then l.booking_amount else -l.booking_amount end as amount,
    case when g.part = 'base' then g.grid end as section,
    case when g.grid in ('56', '57') then g.grid end as shifted_to,
    case when d.account_nr is not null and l.journal_type = 1
      then coalesce(l.document_amount, l.booking_amount) end as due
  from {{ ref('general_ledger') }} as l
  left join {{ ref('vat_section_dossiers') }} as t on t.dossier_id = l.dossier_id
  left join {{ ref('vat_grid_rules') }} as g
    on g.grid = {{ tap_octopus.section_grid('l') }} and t.dossier_id is not null
  left join {{ ref('dossier_account_roles') }} as d
    on d.dossier_id = l.dossier_id and d.account_nr = l.account_nr and d.role = 'vat_due'
  where l.journal_type in (1, 2) and (g.grid is not null or d.account_nr is not null)
),

-- One below the other and seen through windows: databases guess badly at joins of many columns.
both_sides as (
  select
    {%- for column in document + carried %}
    {{ column }},
    {%- endfor %}
    side,
    line_nr,
    account_nr,
    vat_code,
    full_vat,
    {{ tap_octopus.cents(tap_octopus.product('base', 'exchange_rate')) }} as euro_base,
    case
      when side = 'sale' or recuperation_percentage = 100
        then {{ tap_octopus.cents(tap_octopus.product('base', 'exchange_rate')) }}
      else {{ tap_octopus.cents(tap_octopus.product(
        '(base + full_vat - ' ~ tap_octopus.cents(tap_octopus.product(
          'full_vat', 'recuperation_percentage', tap_octopus.percent())) ~ ')',
        'exchange_rate')) }}
    end as booked_amount,
    cast(null as {{ dbt.type_string() }}) as section,
    cast(null as {{ dbt.type_string() }}) as shifted_to,
    cast(null as {{ tap_octopus.type_decimal() }}) as due
  from with_codes
  union all
  select
    {{ document | join(', ') }},
    {%- for column in carried %}
    null,
    {%- endfor %}
    null,
    line_sequence_nr,
    account_nr,
    null,
    null,
    null,
    amount,
    section,
    shifted_to,
    due
  from ledger
),

seen as (
  select
    b.*,
    sum(b.due) over ({{ tap_octopus.per(document) }}) as document_due,
    max(b.shifted_to) over ({{ tap_octopus.per(document) }}) as document_shifted_to,
    sum(b.full_vat) over ({{ tap_octopus.per(document) }}) as document_vat,
    min(b.section) over ({{ tap_octopus.per(document + ['account_nr']) }}) as first_section,
    max(b.section) over ({{ tap_octopus.per(document + ['account_nr']) }}) as last_section,
    row_number() over (
      {{ tap_octopus.per(document + ['account_nr', 'booked_amount', 'side']) }} order by b.line_nr
    ) as place,
    sum(b.full_vat) over ({{ tap_octopus.per(document + ['vat_code']) }}) as code_vat,
    sum(b.euro_base) over ({{ tap_octopus.per(document + ['vat_code']) }}) as code_base
  from both_sides as b
),

matched as (
  select
    s.*,
    case
      when s.first_section = s.last_section then s.first_section
      else max(s.section) over (
        {{ tap_octopus.per(document + ['account_nr', 'booked_amount', 'place']) }}
      )
    end as ledger_grid
  from seen as s
),

told as (
  select
    m.*,
    g.operation as grid_operation,
    n.rate as grid_rate,
    n.nature as grid_nature,
    k.operation is not null as grid_is_of_code,
    case
      when m.document_due is null or m.document_due = 0 then 'charged'
      when abs(m.document_due) in (abs(m.code_vat), abs(m.document_vat)) then 'shifted'
      else 'unclear'
    end as vat_is
  from matched as m
  left join {{ ref('vat_grid_rules') }} as g
    on g.grid = m.ledger_grid and left(g.operation, 4) = left(m.side, 4)
  left join natures as n on n.grid = g.grid
  left join grids_of_operations as k on k.grid = g.grid and k.operation = m.its_operation
  where m.side is not null
),

inferred as (
  select
    t.*,
    coalesce(t.grid_nature, t.its_nature, t.account_nature) as nature,
    -- A code that has no percentage has that which the line shows, to one percent.
    coalesce(t.grid_rate, t.percentage, case
      {%- for rate in [6, 12, 21] %}
      when abs(100 * t.shown_vat - {{ rate }} * t.base) <= abs(t.base) then {{ rate }}
      {%- endfor %}
    end) as rate
  from told as t
),

shifted as (
  select
    i.*,
    case
      when i.region = 'EU' and i.nature = 'services' then 'purchase_eu_services'
      when i.region = 'EU' then 'purchase_eu_goods'
      when i.region = 'outside' and i.nature = 'services' then 'purchase_non_eu_services'
      when i.region = 'outside' then 'purchase_import_deferred'
      else 'purchase_cocontractor'
    end as shifted_operation
  from inferred as i
),

decided as (
  select
    s.*,
    case
      when s.source = 'dossier' then s.its_operation
      when s.grid_operation is null then coalesce(s.its_operation, case
        when s.side = 'sale' then case
          when s.rate in (6, 12, 21) and (s.shown_vat <> 0 or 2 * abs(s.rate * s.base) < 1)
            then 'sale_domestic'
        end
        when s.vat_is = 'shifted' then s.shifted_operation
        when s.vat_is = 'charged' and (s.shown_vat <> 0 or s.percentage is not null and s.full_vat = 0)
          then 'purchase_domestic'
      end)
      when s.grid_is_of_code then s.its_operation
      when s.ledger_grid = '49' and s.shown_vat = 0 and coalesce(s.percentage, 0) = 0 then 'sale_special0'
      when s.ledger_grid = '84' and s.nature = 'services' then 'purchase_eu_services'
      when s.ledger_grid = '87' and s.document_shifted_to = '57' then 'purchase_import_deferred'
      when s.ledger_grid = '87' and s.region = 'outside' then 'purchase_non_eu_services'
      when s.ledger_grid in ('81', '82', '83') and s.vat_is = 'shifted' then s.shifted_operation
      when s.ledger_grid = '85' and (s.vat_is = 'shifted' or s.shown_vat = 0 and s.full_vat <> 0)
        then 'purchase_cocontractor'
      else s.grid_operation
    end as operation,
    case
      when s.source = 'dossier' then 'dossier'
      when s.grid_operation is not null then 'ledger'
      when s.its_operation is not null then 'mapping'
      else 'inferred'
    end as grid_source,
    s.code_base < 0 or (s.code_base = 0 and s.code_vat < 0) as is_credit
  from shifted as s
),

with_vat as (
  select
    d.*,
    case when o.operation is null then d.shown_vat else d.full_vat end as vat
  from decided as d
  left join shifting as o on o.operation = d.operation
),

with_deductible as (
  select
    w.*,
    case
      when w.side = 'sale' or w.recuperation_percentage = 100 then w.vat
      else {{ tap_octopus.cents(
        tap_octopus.product('w.vat', 'w.recuperation_percentage', tap_octopus.percent())) }}
    end as deductible
  from with_vat as w
),

in_euro as (
  select
    d.*,
    {{ tap_octopus.cents(tap_octopus.product('d.vat', 'd.exchange_rate')) }} as euro_vat,
    {{ tap_octopus.cents(tap_octopus.product('d.deductible', 'd.exchange_rate')) }}
      as euro_deductible,
    {{ tap_octopus.cents(tap_octopus.product('(d.base + d.vat - d.deductible)', 'd.exchange_rate')) }}
      as euro_cost
  from with_deductible as d
)

select
  dossier_id,
  bookyear_id,
  journal_key,
  document_sequence_nr,
  line_nr,
  bookyear_period_nr,
  document_date,
  booking_date,
  document_type,
  side,
  relation_id,
  account_nr,
  cost_centre_id,
  vat_code,
  coalesce(operation, 'unknown') as operation,
  case when side = 'purchase' then nature end as nature,
  rate,
  is_credit,
  case when operation is null then 'unknown' else grid_source end as grid_source,
  recuperation_percentage,
  currency_code,
  exchange_rate,
  vat as document_vat_amount,
  deductible as document_deductible_vat,
  euro_base as base_amount,
  euro_vat as vat_amount,
  euro_deductible as deductible_vat,
  euro_cost - euro_base as lost_vat,
  euro_cost as cost
from in_euro
