//! The crate is its tests: see `tests/`.
