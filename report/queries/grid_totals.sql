select distinct grid, total from {seeds}.vat_grid_rules where total is not null order by grid
