//! Clauses of the contract `kube-prometheus-stack`.

pub(crate) mod default_datasource;
pub(crate) mod external_label_is_cluster;
pub(crate) mod local_retention;
pub(crate) mod retention_covers_uploads;
pub(crate) mod scrape_interval;
