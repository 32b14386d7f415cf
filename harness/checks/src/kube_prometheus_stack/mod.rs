//! Clauses of the contract `kube-prometheus-stack`.

pub(crate) mod alerts_complete;
pub(crate) mod alerts_lead_to_a_runbook;
pub(crate) mod dashboards_complete;
pub(crate) mod default_datasource;
pub(crate) mod external_label_is_cluster;
pub(crate) mod local_retention;
pub(crate) mod panels_filter_by_cluster;
pub(crate) mod retention_covers_uploads;
pub(crate) mod scrape_interval;
