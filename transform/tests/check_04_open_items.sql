-- 4. Open items three ways: Octopus' reports of what is open, the control accounts 400 and 440,
-- and the items themselves less what they are matched with say the same.
-- A row is an item (a purchase or sale, or a line of another document) whose open amount differs,
-- or a side of a dossier whose report differs from its control account.
with reports as (
  {%- for side, report in [
    ('customers', 'report_open_clients'), ('suppliers', 'report_open_suppliers')
  ] %}
  select
    '{{ side }}' as side,
    r.dossier_id,
    r.bookyear_id,
    r.journal_key,
    r.document_sequence_nr,
    r.line_sequence_nr,
    {{ tap_octopus.cents('r.open_booking_amount') }} as amount
  from {{ ref('live_' ~ report) }} as r
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

reported as (
  select 'customers' as side, dossier_id
  from {{ tap_octopus.dossiers_with('report_open_clients') }} as c
  union all
  select 'suppliers', dossier_id
  from {{ tap_octopus.dossiers_with('report_open_suppliers') }} as s
),

items as (
  select
    side,
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    line_sequence_nr,
    sum(amount) as amount
  from {{ ref('open_item_movements') }}
  group by side, dossier_id, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr
),

opened as (
  -- The newest bookyear with an opening entry: from there on the control account has it all.
  select l.dossier_id, max(y.start_date) as start_date
  from {{ ref('general_ledger') }} as l
  join {{ ref('live_bookyears') }} as y
    on y.dossier_id = l.dossier_id and y.bookyear_id = l.bookyear_id
  where l.is_opening
  group by l.dossier_id
),

controls as (
  select
    case when l.account_nr < 440000 then 'customers' else 'suppliers' end as side,
    l.dossier_id,
    sum(l.booking_amount) as amount
  from {{ ref('general_ledger') }} as l
  join {{ ref('live_bookyears') }} as y
    on y.dossier_id = l.dossier_id and y.bookyear_id = l.bookyear_id
  left join opened as o on o.dossier_id = l.dossier_id
  where
    (l.account_nr between 400000 and 400999 or l.account_nr between 440000 and 440999)
    and (o.start_date is null or y.start_date >= o.start_date)
  group by case when l.account_nr < 440000 then 'customers' else 'suppliers' end, l.dossier_id
),

sides as (
  select side, dossier_id, sum(amount) as amount
  from reports
  group by side, dossier_id
),

compared as (
  select
    coalesce(i.side, r.side) as side,
    coalesce(i.dossier_id, r.dossier_id) as dossier_id,
    coalesce(i.bookyear_id, r.bookyear_id) as bookyear_id,
    coalesce(i.journal_key, r.journal_key) as journal_key,
    coalesce(i.document_sequence_nr, r.document_sequence_nr) as document_sequence_nr,
    coalesce(i.line_sequence_nr, r.line_sequence_nr) as line_sequence_nr,
    coalesce(r.amount, 0) as report,
    coalesce(i.amount, 0) as calculated
  from items as i
  full outer join reports as r
    on r.side = i.side
    and r.dossier_id = i.dossier_id
    and r.bookyear_id = i.bookyear_id
    and r.journal_key = i.journal_key
    and r.document_sequence_nr = i.document_sequence_nr
    and r.line_sequence_nr = i.line_sequence_nr
  union all
  select
    coalesce(c.side, r.side),
    coalesce(c.dossier_id, r.dossier_id),
    null,
    null,
    null,
    null,
    coalesce(r.amount, 0),
    coalesce(c.amount, 0)
  from controls as c
  full outer join sides as r on r.side = c.side and r.dossier_id = c.dossier_id
)

select
  c.*,
  case
    when c.journal_key is not null then {{ tap_octopus.document_of('c') }} || {{ tap_octopus.say(
      "': Octopus reports '", 'c.report', "' as open; the item less its matches is '",
      'c.calculated', "'. Look at it and its matches in the history of that relation.'") }}
    else {{ tap_octopus.say(
      "'Open '", 'c.side', "' of dossier '", 'c.dossier_id', "' are '", 'c.report',
      "' by Octopus and '", 'c.calculated', "' on the control account. Look at its opening entry,"
      " and at bookings on it without a relation.'") }}
  end as message
from compared as c
join reported as d on d.side = c.side and d.dossier_id = c.dossier_id
where c.report <> c.calculated
