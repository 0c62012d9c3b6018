"""The targets that docs/targets.md speaks of: what they make of what the tap sends."""
