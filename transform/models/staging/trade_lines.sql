{#- The column that tells most apart comes first: windows are sorted by it. -#}
{%- set document = ['document_sequence_nr', 'dossier_id', 'bookyear_id', 'journal_key'] -%}
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

-- The VAT that a purchase left to be paid in the ledger, where it is shifted to the buyer.
shifted as (
  select
    {%- for column in document %}
    l.{{ column }},
    {%- endfor %}
    -sum(coalesce(l.document_amount, l.booking_amount)) as due,
    max(case when {{ tap_octopus.section_grid('l') }} = '57' then 1 else 0 end) as is_import
  from {{ ref('general_ledger') }} as l
  join {{ ref('dossier_account_roles') }} as d
    on d.dossier_id = l.dossier_id and d.account_nr = l.account_nr and d.role = 'vat_due'
  where l.journal_type = 1
  group by {{ tap_octopus.listed(document, 'l') }}
),

with_codes as (
  select
    m.*,
    {{ tap_octopus.booking_date('m.document_date', 'p.start_date', 'p.end_date', 'y.start_date') }}
      as booking_date,
    r.region,
    c.percentage,
    c.source,
    c.operation as its_operation,
    c.nature as its_nature,
    -- VAT that is shifted to the buyer may or may not be shown: it follows from the rate.
    case
      when m.shown_vat = 0 and m.side = 'purchase' then coalesce({{ tap_octopus.cents(
        tap_octopus.product('m.base', 'c.percentage', tap_octopus.percent())) }}, 0)
      else m.shown_vat
    end as full_vat
  from {{ ref('matched_lines') }} as m
  left join {{ ref('dossier_vat_codes') }} as c
    on c.dossier_id = m.dossier_id and c.code = m.vat_code and c.side = m.side
  left join {{ ref('relation_numbers') }} as r
    on r.dossier_id = m.dossier_id and r.relation_id = m.relation_id
  left join bookyears as y
    on y.dossier_id = m.dossier_id and y.bookyear_id = m.bookyear_id
  left join {{ ref('periods') }} as p
    on p.dossier_id = m.dossier_id
    and p.bookyear_id = m.bookyear_id
    and p.bookyear_period_nr = m.bookyear_period_nr
),

-- Lines of one document and code are one operation: below zero together, they are a credit.
netted as (
  select
    c.*,
    sum(c.base) over ({{ tap_octopus.per(document + ['vat_code']) }}) as code_base,
    sum(c.full_vat) over ({{ tap_octopus.per(document + ['vat_code']) }}) as code_vat,
    sum(c.full_vat) over ({{ tap_octopus.per(document) }}) as document_vat,
    -- What the supplier asks for beside the base amounts.
    c.document_amount - sum(c.base) over ({{ tap_octopus.per(document) }}) as charged_vat
  from with_codes as c
),

told as (
  select
    n.*,
    g.operation as grid_operation,
    f.rate as grid_rate,
    f.nature as grid_nature,
    {{ tap_octopus.truth('k.operation is not null') }} as grid_is_of_code,
    {{ tap_octopus.truth('coalesce(d.is_import, 0) = 1') }} as is_import,
    -- On a credit note, VAT to repay may be on the same accounts, with the other sign.
    case when d.due * n.document_vat > 0 then d.due else 0 end as due
  from netted as n
  left join {{ ref('vat_grid_rules') }} as g
    on g.grid = n.ledger_grid and left(g.operation, 4) = left(n.side, 4)
  left join natures as f on f.grid = g.grid
  left join grids_of_operations as k on k.grid = g.grid and k.operation = n.its_operation
  left join shifted as d
    on d.dossier_id = n.dossier_id
    and d.bookyear_id = n.bookyear_id
    and d.journal_key = n.journal_key
    and d.document_sequence_nr = n.document_sequence_nr
),

inferred as (
  select
    t.*,
    -- Whether the supplier charges the VAT of a code, or it is shifted to the buyer: a document may
    -- hold both.
    case
      when t.code_vat = 0 then 'charged'
      when t.charged_vat = 0 or t.due = t.document_vat then 'shifted'
      when t.due = 0 and t.charged_vat = t.document_vat then 'charged'
      when 2 * t.code_vat = t.document_vat then 'unclear'
      when t.code_vat in (t.due, t.document_vat - t.charged_vat) then 'shifted'
      when t.code_vat in (t.charged_vat, t.document_vat - t.due) then 'charged'
      else 'unclear'
    end as vat_is,
    coalesce(t.grid_nature, t.its_nature, case
      when {{ tap_octopus.account_digits('t.account_nr', 1) }} = '2' then 'investment'
      when {{ tap_octopus.account_digits('t.account_nr', 1) }} = '3'
        or {{ tap_octopus.account_digits('t.account_nr', 2) }} = '60' then 'goods'
      else 'services'
    end) as nature,
    -- A code that has no percentage has that which the line shows, to one percent.
    coalesce(t.grid_rate, t.percentage, case
      {%- for rate in [6, 12, 21] %}
      when abs(100 * t.shown_vat - {{ rate }} * t.base) <= abs(t.base) then {{ rate }}
      {%- endfor %}
    end) as rate
  from told as t
),

by_country as (
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
      when s.grid_is_of_code = {{ tap_octopus.yes() }} then s.its_operation
      when s.ledger_grid = '49' and s.shown_vat = 0 and coalesce(s.percentage, 0) = 0 then 'sale_special0'
      when s.ledger_grid = '84' and s.nature = 'services' then 'purchase_eu_services'
      when s.ledger_grid = '87' and s.is_import = {{ tap_octopus.yes() }} then 'purchase_import_deferred'
      when s.ledger_grid = '87' and s.region = 'outside' then 'purchase_non_eu_services'
      when s.ledger_grid in ('81', '82', '83') and s.vat_is = 'shifted' then s.shifted_operation
      when s.ledger_grid = '85' and s.vat_is = 'shifted' then case
        when s.region = 'EU' then 'purchase_cocontractor'
        else s.shifted_operation
      end
      else s.grid_operation
    end as operation,
    case
      when s.source = 'dossier' then 'dossier'
      when s.grid_operation is not null then 'ledger'
      when s.its_operation is not null then 'mapping'
      else 'inferred'
    end as grid_source,
    {{ tap_octopus.truth('s.code_base < 0 or (s.code_base = 0 and s.code_vat < 0)') }} as is_credit
  from by_country as s
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
    {{ tap_octopus.cents(tap_octopus.product('d.base', 'd.exchange_rate')) }} as base_in_euro,
    {{ tap_octopus.cents(tap_octopus.product('d.vat', 'd.exchange_rate')) }} as vat_in_euro,
    {{ tap_octopus.cents(tap_octopus.product('d.deductible', 'd.exchange_rate')) }}
      as deductible_in_euro,
    {{ tap_octopus.cents(tap_octopus.product('(d.base + d.vat - d.deductible)', 'd.exchange_rate')) }}
      as cost_in_euro
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
  case when side = 'purchase' then 1 else 2 end + case when document_amount < 0 then 2 else 0 end
    as document_type,
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
  base_in_euro as base_amount,
  vat_in_euro as vat_amount,
  deductible_in_euro as deductible_vat,
  cost_in_euro - base_in_euro as lost_vat,
  cost_in_euro as cost
from in_euro
