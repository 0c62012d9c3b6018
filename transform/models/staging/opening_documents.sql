-- The documents that open a bookyear. Where an office says in which journals they are, those are it.
-- Elsewhere an opening entry is told by what it is: in the first period, on accounts of the balance
-- sheet alone, and most of it what the year before closed with by Octopus' own totals. Where there
-- is nothing to compare with, it is one in the journal of such entries, else in the usual one.
with own as (
  select distinct dossier_id from {{ ref('opening_journals') }} where dossier_id is not null
),

years as (
  select
    dossier_id,
    bookyear_id,
    lag(bookyear_id) over (partition by dossier_id order by start_date, bookyear_id) as year_before
  from {{ ref('live_bookyears') }}
),

first_periods as (
  select dossier_id, bookyear_id, min(bookyear_period_nr) as bookyear_period_nr
  from {{ ref('periods') }}
  group by dossier_id, bookyear_id
),

-- Only in the oldest bookyear with bookings an opening entry is no repetition.
first_years as (
  select y.dossier_id, min(y.start_date) as start_date
  from ({{ tap_octopus.booked_bookyears() }}) as b
  join {{ ref('live_bookyears') }} as y
    on y.dossier_id = b.dossier_id and y.bookyear_id = b.bookyear_id
  group by y.dossier_id
),

oldest as (
  select y.dossier_id, y.bookyear_id
  from {{ ref('live_bookyears') }} as y
  join first_years as f on f.dossier_id = y.dossier_id and f.start_date = y.start_date
),

lines as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    l.bookyear_period_nr,
    l.account_nr,
    {{ tap_octopus.account_class('l.account_nr') }} as account_class,
    {{ tap_octopus.cents('l.booking_amount') }} as amount
  from {{ ref('live_bookings') }} as l
  where l.journal_type = 4
),

with_first_periods as (
  -- A bookyear that is not listed begins with the first period that anything is booked in.
  select
    l.*,
    coalesce(p.bookyear_period_nr, min(l.bookyear_period_nr) over (
      partition by l.dossier_id, l.bookyear_id
    )) as first_period_nr
  from lines as l
  left join first_periods as p
    on p.dossier_id = l.dossier_id and p.bookyear_id = l.bookyear_id
),

documents as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    max(l.account_class) as highest_class,
    max(case when l.bookyear_period_nr = l.first_period_nr then 1 else 0 end) as is_first_period
  from with_first_periods as l
  group by l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr
),

-- The result of the year before stands on class 1 or 499 by now: these accounts tell nothing.
amounts as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    l.account_nr,
    sum(l.amount) as amount
  from lines as l
  where l.account_class between 2 and 5 and {{ tap_octopus.account_digits('l.account_nr', 3) }} <> '499'
  group by l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, l.account_nr
),

closings as (
  select dossier_id, bookyear_id, account_nr, sum(amount) as amount
  from {{ ref('account_movements') }}
  group by dossier_id, bookyear_id, account_nr
),

compared as (
  select
    a.dossier_id,
    a.bookyear_id,
    a.journal_key,
    a.document_sequence_nr,
    count(*) as accounts,
    sum(case when c.amount = a.amount then 1 else 0 end) as alike
  from amounts as a
  join years as y on y.dossier_id = a.dossier_id and y.bookyear_id = a.bookyear_id
  left join closings as c
    on c.dossier_id = a.dossier_id
    and c.bookyear_id = y.year_before
    and c.account_nr = a.account_nr
  group by a.dossier_id, a.bookyear_id, a.journal_key, a.document_sequence_nr
),

judged as (
  select
    d.*,
    {{ tap_octopus.truth('o.dossier_id is not null') }} as has_own,
    {{ tap_octopus.truth('j.journal_key is not null') }} as is_said,
    {{ tap_octopus.truth('d.highest_class < 6 and d.is_first_period = 1') }} as may_open,
    {{ tap_octopus.truth('d.highest_class < 6 and d.is_first_period = 1
      and 2 * coalesce(c.alike, 0) >= coalesce(c.accounts, 1)') }} as is_closing
  from documents as d
  left join own as o on o.dossier_id = d.dossier_id
  left join {{ ref('dossier_opening_journals') }} as j
    on j.dossier_id = d.dossier_id and j.journal_key = d.journal_key
  left join compared as c
    on c.dossier_id = d.dossier_id
    and c.bookyear_id = d.bookyear_id
    and c.journal_key = d.journal_key
    and c.document_sequence_nr = d.document_sequence_nr
),

-- What opens one bookyear of a dossier opens its others too.
by_years as (
  select
    j.*,
    max(case when j.is_closing = {{ tap_octopus.yes() }} then 1 else 0 end) over (
      partition by j.dossier_id, j.bookyear_id
    ) as year_is_opened,
    max(case when j.is_closing = {{ tap_octopus.yes() }} then 1 else 0 end) over (
      partition by j.dossier_id, j.journal_key
    ) as journal_opens,
    max(case when j.is_closing = {{ tap_octopus.yes() }} then 1 else 0 end) over (
      partition by j.dossier_id
    ) as is_told
  from judged as j
),

placed as (
  select
    b.*,
    case
      when b.has_own = {{ tap_octopus.yes() }} then b.is_said
      when b.is_told = 1 then {{ tap_octopus.truth('b.journal_opens = 1') }}
      else b.is_said
    end as is_in_journal
  from by_years as b
),

decided as (
  select
    p.*,
    case
      when p.has_own = {{ tap_octopus.yes() }} then p.is_in_journal
      when p.year_is_opened = 1 then p.is_closing
      when p.may_open = {{ tap_octopus.yes() }} and p.is_in_journal = {{ tap_octopus.yes() }} then {{ tap_octopus.yes() }}
      else {{ tap_octopus.no() }}
    end as is_opening
  from placed as p
  where p.is_in_journal = {{ tap_octopus.yes() }} or p.is_closing = {{ tap_octopus.yes() }}
)

select
  d.dossier_id,
  d.bookyear_id,
  d.journal_key,
  d.document_sequence_nr,
  d.is_opening,
  {{ tap_octopus.truth('d.is_opening = ' ~ tap_octopus.yes() ~ ' and o.dossier_id is null') }} as is_repeated,
  {{ tap_octopus.truth('d.is_in_journal = ' ~ tap_octopus.yes() ~ ' and d.has_own = ' ~ tap_octopus.no()) }} as is_guessed
from decided as d
left join oldest as o on o.dossier_id = d.dossier_id and o.bookyear_id = d.bookyear_id
