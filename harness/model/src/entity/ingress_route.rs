use crate::ClusterId;

/// A host under which a Service is reached from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngressRoute {
    /// The host; empty where the rule names none.
    pub hostname: String,
    /// The Service behind it.
    pub service_name: String,
    /// Its port, by name or number.
    pub service_port: String,
    /// The cluster whose controller serves it.
    pub cluster: ClusterId,
}

/// Why a host is not served where it resolves to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// It takes every request that nobody else takes.
    #[error("a rule without host answers for every name")]
    NoHost,
    /// DNS leads to another node, or nowhere.
    #[error("host `{0}` is not in the domain of cluster {1}")]
    OtherDomain(String, ClusterId),
}

impl IngressRoute {
    /// Says what is wrong with the host, given the domain of the cluster.
    pub fn check(&self, domain: &str) -> Result<(), RouteError> {
        if self.hostname.is_empty() {
            return Err(RouteError::NoHost);
        }
        let name = self.hostname.strip_suffix(domain).and_then(|name| name.strip_suffix('.'));
        if name.is_some_and(|name| !name.is_empty() && !name.contains('.')) {
            return Ok(());
        }
        Err(RouteError::OtherDomain(self.hostname.clone(), self.cluster.clone()))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("grafana.mkube-196.miribit.lab", true)]
    #[case("grafana.mkube-197.miribit.lab", false)]
    #[case("a.b.mkube-196.miribit.lab", false)]
    #[case("grafanamkube-196.miribit.lab", false)]
    #[case(".mkube-196.miribit.lab", false)]
    #[case("", false)]
    fn hosts(#[case] hostname: &str, #[case] valid: bool) {
        let route = IngressRoute {
            hostname: hostname.to_owned(),
            service_name: "grafana".to_owned(),
            service_port: "80".to_owned(),
            cluster: ClusterId::parse("196-central").unwrap(),
        };
        assert_eq!(route.check("mkube-196.miribit.lab").is_ok(), valid);
    }
}
