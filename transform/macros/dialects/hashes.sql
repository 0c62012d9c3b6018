{#- What rows come to, in whatever order: how many there are, and a sum of their hashes. -#}
{% macro content_of(rows) -%}
  {{ tap_octopus.say('count(*)', "':'", adapter.dispatch('sum_of_hashes', 'tap_octopus')(rows)) }}
{%- endmacro %}
{% macro default__sum_of_hashes(rows) -%} sum(hash({{ rows }})) {%- endmacro %}
{% macro postgres__sum_of_hashes(rows) -%} sum(hash_record_extended({{ rows }}, 0)) {%- endmacro %}
{% macro snowflake__sum_of_hashes(rows) -%} hash_agg({{ rows }}.*) {%- endmacro %}
