{#- What is live: the rules that docs/live.md explains. -#}

{#- Tables that the tap makes itself. -#}
{% macro live_as_it_is(table) -%}
select {{ tap_octopus.all_columns(table, 't') }}
from {{ tap_octopus.raw(table) }} as t
{%- endmacro %}

{#- Tables that are read in full: the rows of the last complete read. -#}
{% macro live_full(table) -%}
{{ tap_octopus.live_as_it_is(table) }}
left join {{ tap_octopus.raw('sync_status') }} as s
  on s.dossier_id = t.dossier_id and s.stream = '{{ table }}'
where (s.valid_from is null or t.synced_at >= s.valid_from)
{%- endmacro %}

{#- Tables that tell what was deleted: what no later read reported as such. -#}
{% macro live_incremental(table) -%}
{{ tap_octopus.live_full(table) }}
  and t._sdc_deleted_at is null
{%- endmacro %}

{#- What hides a row of the ledger or of a document: it was read before the picture began, or its
    document was deleted after it was read; a line of the ledger also when its document was emptied.
    `of` is the row, `journal` what names its journal. -#}
{% macro unless_deleted(table, of, journal, stays_when_emptied=false) -%}
left join {{ tap_octopus.raw('deleted_booking_documents') }} as gone
  on gone.dossier_id = {{ of }}.dossier_id
  and gone.bookyear_id = {{ of }}.bookyear_id
  {%- for column in journal %}
  and gone.{{ column }} = {{ of }}.{{ column }}
  {%- endfor %}
  and gone.document_sequence_nr = {{ of }}.document_sequence_nr
left join {{ tap_octopus.raw('sync_status') }} as s
  on s.dossier_id = {{ of }}.dossier_id and s.stream = '{{ table }}'
where (s.valid_from is null or {{ of }}.synced_at >= s.valid_from)
  and (gone.synced_at is null or gone.synced_at <= {{ of }}.synced_at
    {{- " or gone.reason = 'emptied'" if stays_when_emptied }})
{%- endmacro %}

{#- Documents and their files: what was not deleted after it was read. One that was emptied stays. -#}
{% macro live_documents(table, journal=['journal_key']) -%}
{{ tap_octopus.live_as_it_is(table) }}
{{ tap_octopus.unless_deleted(table, 't', journal, stays_when_emptied=true) }}
{%- endmacro %}

{#- The ledger: the lines that came with the newest read of their document, unless it was deleted
    since. docs/live.md joins where a window function is here: PostgreSQL thinks that such a join
    gives one row, and then plans what reads the ledger as if it were that short. With whole_documents
    there is the relation that any line of the document names, and its first line, from the same sort. -#}
{% macro live_bookings(whole_documents=false) -%}
{%- set of_document -%}
  partition by dossier_id, bookyear_id, journal_type, journal_nr, document_sequence_nr
{%- endset -%}
select {{ tap_octopus.all_columns('bookings', 't') }}
  {{- ', t.document_relation_id, t.first_line_nr' if whole_documents }}
from (
  {%- if whole_documents %}
  select
    n.*,
    max(n.relation_id) over ({{ of_document }}) as document_relation_id,
    min(n.line_sequence_nr) over ({{ of_document }}) as first_line_nr
  from (
  {%- endif %}
  select b.*, max(b.synced_at) over ({{ of_document }}) as newest
  from {{ tap_octopus.raw('bookings') }} as b
  {%- if whole_documents %}
  ) as n
  where n.synced_at >= n.newest
  {%- endif %}
) as t
{{ tap_octopus.unless_deleted('bookings', 't', ['journal_type', 'journal_nr']) }}
  {%- if not whole_documents %}
  and t.synced_at >= t.newest  -- it is equal then, but that PostgreSQL would think rare
  {%- endif %}
{%- endmacro %}

{#- The bookyears in which anything is booked: a line that is not the newest has a newer one beside
    it, so that nothing needs to be sorted. -#}
{% macro booked_bookyears() -%}
select distinct b.dossier_id, b.bookyear_id
from {{ tap_octopus.raw('bookings') }} as b
{{ tap_octopus.unless_deleted('bookings', 'b', ['journal_type', 'journal_nr']) }}
{%- endmacro %}

{#- The dossiers of the newest list. -#}
{% macro live_dossiers() -%}
select {{ tap_octopus.all_columns('dossiers', 't') }}
from {{ tap_octopus.raw('dossiers') }} as t
where t.synced_at = (select max(d.synced_at) from {{ tap_octopus.raw('dossiers') }} as d)
{%- endmacro %}
