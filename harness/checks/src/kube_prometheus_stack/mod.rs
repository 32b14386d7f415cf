//! Clauses of the contract `kube-prometheus-stack`.

mod alerts_complete;
mod alerts_lead_to_a_runbook;
mod dashboards_complete;
mod default_datasource;
mod external_label_is_cluster;
mod local_retention;
mod panels_filter_by_cluster;
mod retention_covers_uploads;
mod scrape_interval;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &alerts_complete::CLAUSE,
    &alerts_lead_to_a_runbook::CLAUSE,
    &dashboards_complete::CLAUSE,
    &default_datasource::CLAUSE,
    &external_label_is_cluster::CLAUSE,
    &local_retention::CLAUSE,
    &panels_filter_by_cluster::CLAUSE,
    &retention_covers_uploads::CLAUSE,
    &scrape_interval::CLAUSE,
];
