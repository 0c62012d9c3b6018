{#- What a row names is there: each reference of the model has its row in another. -#}
{% test refers_to(model, to, columns) %}
select {% for column in columns %}m.{{ column }}, {% endfor %}count(*) as row_count
from {{ model }} as m
left join {{ to }} as t
  on {% for column in columns %}t.{{ column }} = m.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
where t.{{ columns[0] }} is null
  {%- for column in columns %} and m.{{ column }} is not null{% endfor %}
group by {% for column in columns %}m.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
{% endtest %}
