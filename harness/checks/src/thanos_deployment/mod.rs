//! Clauses of the contract `thanos-deployment`.

pub(crate) mod edges_hold_nothing_central;
pub(crate) mod endpoints_are_strict;
pub(crate) mod endpoints_cover_clusters;
