"""Tests of backend/store."""
