//! The suites that need nothing but the repository: `manifest` judges every clause over the clean
//! stack, `negative` seeds faults into it, `meta` holds table, fixtures, documents and layout to
//! one another. The trials are under `tests/`; this library is empty.
