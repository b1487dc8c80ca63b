"""What scripts/measure can measure, one module a task."""
