-- 6. VAT preview: the periodic return, made from the VAT code of every line, agrees with the ledger.
-- A row is a code without grids or rate, or a period in which one of three figures differs:
--   vat        due 54-57, 61, 63 less deductible 59, 62, 64 = 71 (to pay) less 72 (to get back);
--              in the ledger, what purchases and sales left on 411 and 451
--   sales      00-03 and 44-47 less credit notes 48, 49;
--              in the ledger, what sales left on other accounts than those and 400
--   purchases  81-83, credit notes taken off, VAT that cannot be deducted included;
--              in the ledger, what purchases left on other accounts than those and 440
-- Where to look: the VAT codes of the documents of that period. The period is the one that the
-- document is booked in, whatever its date.
-- The API does not tell which grids a code fills: seeds.vat_grids does. `part` is what of a line
-- goes there: its base, its VAT, what of that is deductible, or its cost (base and lost VAT).
-- 84-88 repeat what stands in 81-83. Types: 1 purchase, 2 sale, 3 and 4 their credit notes.
with lines as (
  select d.dossier_id, d.bookyear_id, d.bookyear_period_nr, d.exchange_rate,
    case when left(d.journal_key, 1) = 'A' then 1 else 2 end
      + case when d.amount < 0 then 2 else 0 end as type,
    cast(line ->> 'vat_code_key' as varchar) as code,
    cast(line ->> 'base_amount' as numeric) as base_amount,
    cast(line ->> 'vat_amount' as numeric) as vat_amount,
    coalesce(cast(line ->> 'vat_recup_percentage' as numeric), 100) as recup_percentage
  from live.buysell_bookings as d
  cross join unnest(d.booking_lines) as line
),
shifted as (
  select distinct code, type
  from seeds.vat_grids
  where grid in ('55', '56', '57')
),
with_vat as (
  -- VAT that is shifted to the buyer may or may not be shown on the line: it follows from the rate.
  select l.*,
    case when s.code is null then l.vat_amount
      else round(l.base_amount * c.base_percentage / 100, 2) end as vat
  from lines as l
  left join shifted as s on s.code = l.code and s.type = l.type
  left join live.vat_codes as c
    on c.dossier_id = l.dossier_id and c.code = l.code and c.type = l.type
),
parts as (
  select w.*, round(vat * recup_percentage / 100, 2) as deductible
  from with_vat as w
),
grids as (
  select p.dossier_id, p.bookyear_id, p.bookyear_period_nr, g.grid,
    round(g.factor * p.exchange_rate * case g.part
      when 'base' then p.base_amount
      when 'vat' then p.vat
      when 'deductible' then p.deductible
      when 'cost' then p.base_amount + p.vat - p.deductible end, 2) as amount
  from parts as p
  join seeds.vat_grids as g on g.code = p.code and g.type = p.type
),
returns as (
  select dossier_id, bookyear_id, bookyear_period_nr,
    sum(case when grid in ('54', '55', '56', '57', '61', '63') then amount
      when grid in ('59', '62', '64') then -amount else 0 end) as vat,
    sum(case when grid in ('00', '01', '02', '03', '44', '45', '46', '47') then amount
      when grid in ('48', '49') then -amount else 0 end) as sales,
    sum(case when grid in ('81', '82', '83') then amount else 0 end) as purchases
  from grids
  group by dossier_id, bookyear_id, bookyear_period_nr
),
trade as (
  select b.*, left(journal_key, 1) = 'A' as purchase,
    account_nr between 411000 and 411999 or account_nr between 451000 and 451999 as on_vat,
    account_nr between 400000 and 400999 or account_nr between 440000 and 440999 as on_control
  from live.bookings as b
  where left(journal_key, 1) in ('A', 'V')
),
ledger as (
  select dossier_id, bookyear_id, bookyear_period_nr,
    -sum(case when on_vat then booking_amount else 0 end) as vat,
    -sum(case when on_vat or on_control or purchase then 0 else booking_amount end) as sales,
    sum(case when on_vat or on_control or not purchase then 0 else booking_amount end) as purchases
  from trade
  group by dossier_id, bookyear_id, bookyear_period_nr
),
compared as (
  select
    coalesce(r.dossier_id, l.dossier_id) as dossier_id,
    coalesce(r.bookyear_id, l.bookyear_id) as bookyear_id,
    coalesce(r.bookyear_period_nr, l.bookyear_period_nr) as bookyear_period_nr,
    greatest(coalesce(r.vat, 0), 0) as grid_71, greatest(-coalesce(r.vat, 0), 0) as grid_72,
    coalesce(l.vat, 0) as ledger_vat,
    coalesce(r.sales, 0) as sales, coalesce(l.sales, 0) as ledger_sales,
    coalesce(r.purchases, 0) as purchases, coalesce(l.purchases, 0) as ledger_purchases
  from returns as r
  full outer join ledger as l
    on l.dossier_id = r.dossier_id
    and l.bookyear_id = r.bookyear_id
    and l.bookyear_period_nr = r.bookyear_period_nr
)
select cast(null as varchar) as code, c.*
from compared as c
where grid_71 - grid_72 <> ledger_vat
  or sales <> ledger_sales
  or purchases <> ledger_purchases
  or (grid_71 > 0 and grid_72 > 0)
union all
select distinct concat(w.code, ' of type ', w.type), w.dossier_id, w.bookyear_id,
  w.bookyear_period_nr, cast(null as numeric), cast(null as numeric), cast(null as numeric),
  cast(null as numeric), cast(null as numeric), cast(null as numeric), cast(null as numeric)
from with_vat as w
left join seeds.vat_grids as g on g.code = w.code and g.type = w.type
where g.code is null or w.vat is null
