use std::collections::BTreeMap;

/// What Prometheus is told to scrape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMonitor {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The labels that a Service must have.
    pub selector: BTreeMap<String, String>,
    /// What is scraped of such a Service.
    pub endpoints: Vec<Endpoint>,
}

/// A port that is scraped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The name of the Service's port; empty where there is none.
    pub port: String,
    /// How often, as Prometheus writes it; empty for Prometheus' own interval.
    pub scrape_interval: String,
}

/// Why a monitor makes no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MonitorError {
    /// It scrapes nothing.
    #[error("it has no endpoint")]
    NoEndpoint,
    /// An endpoint names no port.
    #[error("its endpoint {0} names no port")]
    NoPort(usize),
}

impl ServiceMonitor {
    /// Says what is wrong with a monitor by itself.
    pub fn check(&self) -> Result<(), MonitorError> {
        if self.endpoints.is_empty() {
            return Err(MonitorError::NoEndpoint);
        }
        match self.endpoints.iter().position(|endpoint| endpoint.port.is_empty()) {
            Some(at) => Err(MonitorError::NoPort(at)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["http"], Ok(()))]
    #[case(&[], Err(MonitorError::NoEndpoint))]
    #[case(&["http", ""], Err(MonitorError::NoPort(1)))]
    fn monitors(#[case] ports: &[&str], #[case] expected: Result<(), MonitorError>) {
        let endpoint = |port: &&str| Endpoint { port: (*port).to_owned(), scrape_interval: String::new() };
        let monitor = ServiceMonitor {
            name: "a".to_owned(),
            namespace: "b".to_owned(),
            selector: BTreeMap::new(),
            endpoints: ports.iter().map(endpoint).collect(),
        };
        assert_eq!(monitor.check(), expected);
    }
}
