/// A dashboard of Grafana.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// Its title; empty where it has none.
    pub name: String,
    /// Its uid, under which links find it; empty where it has none.
    pub uid: String,
    /// The datasources that its panels ask, each once.
    pub datasource: Vec<String>,
    /// Its panels, those in rows included.
    pub panels: Vec<Panel>,
    /// The names of its variables.
    pub variables: Vec<String>,
}

/// A panel of a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its title; empty where it has none.
    pub title: String,
    /// Its queries.
    pub queries: Vec<String>,
}

/// Why a dashboard cannot be found or shows the sum of all clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DashboardError {
    /// Links cannot find it.
    #[error("it has no uid")]
    NoUid,
    /// People cannot find it.
    #[error("it has no title")]
    NoName,
    /// Nobody can choose a cluster.
    #[error("it has no variable `cluster`")]
    NoClusterVariable,
}

impl Dashboard {
    /// The variable by which a cluster is chosen.
    pub const CLUSTER: &'static str = "cluster";

    /// Says what is wrong with a dashboard.
    pub fn check(&self) -> Result<(), DashboardError> {
        if self.uid.is_empty() {
            Err(DashboardError::NoUid)
        } else if self.name.is_empty() {
            Err(DashboardError::NoName)
        } else if !self.variables.iter().any(|variable| variable == Self::CLUSTER) {
            Err(DashboardError::NoClusterVariable)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a", "b", &["cluster"], Ok(()))]
    #[case("a", "", &["cluster"], Err(DashboardError::NoUid))]
    #[case("", "b", &["cluster"], Err(DashboardError::NoName))]
    #[case("a", "b", &["datasource"], Err(DashboardError::NoClusterVariable))]
    fn dashboards(
        #[case] name: &str,
        #[case] uid: &str,
        #[case] variables: &[&str],
        #[case] expected: Result<(), DashboardError>,
    ) {
        let dashboard = Dashboard {
            name: name.to_owned(),
            uid: uid.to_owned(),
            datasource: Vec::new(),
            panels: Vec::new(),
            variables: variables.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(dashboard.check(), expected);
    }
}
