{#- The columns make one row: none of them is missing, and no two rows have the same. -#}
{% test grain(model, columns, optional=[]) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ (columns + optional) | join(', ') }}
having count(*) > 1
  {%- for column in columns %} or {{ column }} is null {%- endfor %}
{% endtest %}
