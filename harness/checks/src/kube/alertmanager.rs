//! Alertmanager: its resource.

use crate::required::Required;

/// The Alertmanager of every cluster, by the name that the contract fixes.
pub(crate) const ALERTMANAGER: Required = Required::new("Alertmanager", "monitoring", "kps-alertmanager");
