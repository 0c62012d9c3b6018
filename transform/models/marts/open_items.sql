{{ tap_octopus.open_items_as_of(tap_octopus.as_of()) }}
