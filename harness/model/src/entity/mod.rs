//! The nine entities of the design: what they are made of, what makes one wrong, and the states
//! that those with a life go through.
//!
//! `docs/data-model.md` describes them; a trial holds it to the names of fields and states here.
//! Credentials are never part of an entity: it names the Secret that holds them ([`SecretRef`]).

mod alert_rule;
mod cluster;
mod dashboard;
mod ingress_route;
mod log_entry;
mod metric_block;
mod s3_bucket;
mod service_monitor;
mod state;
mod storage_volume;

pub use alert_rule::{AlertError, AlertRule, AlertState};
pub use cluster::{Cluster, ClusterError, Role};
pub use dashboard::{Dashboard, DashboardError, Panel};
pub use ingress_route::{IngressRoute, RouteError};
pub use log_entry::{LogEntry, LogState};
pub use metric_block::{BlockError, BlockState, MetricBlock, PrometheusInstance};
pub use s3_bucket::{BucketError, S3Bucket, SecretRef, Stored};
pub use service_monitor::{Endpoint, MonitorError, ServiceMonitor};
pub use state::{State, TransitionError};
pub use storage_volume::{StorageVolume, VolumeError, VolumeState};
