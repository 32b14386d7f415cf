//! Clauses of the contract `thanos-deployment`.

mod edges_hold_nothing_central;
mod endpoints_are_strict;
mod endpoints_cover_clusters;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] =
    &[&edges_hold_nothing_central::CLAUSE, &endpoints_are_strict::CLAUSE, &endpoints_cover_clusters::CLAUSE];
