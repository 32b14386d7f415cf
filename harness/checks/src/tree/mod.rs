//! Clauses that hold for every object of every stage.

pub(crate) mod documents_readable;
pub(crate) mod namespaces_explicit;
pub(crate) mod objects_match_schema;
pub(crate) mod objects_unique;
pub(crate) mod requests_within_limits;
