//! The suite that needs running clusters. Its trials are under `tests/`; this library is empty.
