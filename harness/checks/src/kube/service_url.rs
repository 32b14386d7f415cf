//! Addresses of Services inside a cluster.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::ClusterId;

/// An address such as `http://kps-prometheus.monitoring.svc.cluster.local:9090/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceUrl<'a> {
    /// `http` or `https`.
    pub(crate) scheme: &'a str,
    /// Everything between the scheme and the port.
    pub(crate) host: &'a str,
    /// The port, that of the scheme where none is given.
    pub(crate) port: i64,
}

impl<'a> ServiceUrl<'a> {
    /// Reads an address; `None` where it has another form.
    pub(crate) fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let default = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let authority = rest.split('/').next().filter(|text| !text.is_empty())?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, default),
        };
        Some(Self { scheme, host, port })
    }

    /// The Service of a cluster that this address leads to. The error says what is wrong, as a
    /// lower-case fragment that follows the address.
    ///
    /// `home` is the namespace of whoever uses the address.
    pub(crate) fn resolve<'s>(
        &self,
        stack: &'s Stack,
        cluster: &ClusterId,
        home: &str,
    ) -> Result<&'s Object, String> {
        let mut parts = self.host.splitn(3, '.');
        let name = parts.next().unwrap_or_default();
        let namespace = parts.next().unwrap_or(home);
        if !matches!(parts.next(), None | Some("svc" | "svc.cluster.local")) {
            return Err("is not the address of a Service".to_owned());
        }
        let Some(service) = stack.find(cluster, "Service", namespace, name) else {
            return Err(format!("names Service {namespace}/{name}, which cluster {cluster} does not have"));
        };
        let mut ports = service.node.dig_seq(&["spec", "ports"]);
        if ports.any(|port| port.get("port").and_then(Node::as_i64) == Some(self.port)) {
            Ok(service)
        } else {
            Err(format!("names port {}, which Service {namespace}/{name} does not have", self.port))
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://a.b.svc:9090/x", Some(("http", "a.b.svc", 9090)))]
    #[case("https://a", Some(("https", "a", 443)))]
    #[case("http://a/", Some(("http", "a", 80)))]
    #[case("a.b:1", None)]
    #[case("http://a:b", None)]
    #[case("http:///x", None)]
    fn addresses(#[case] url: &str, #[case] expected: Option<(&str, &str, i64)>) {
        let found = ServiceUrl::parse(url).map(|url| (url.scheme, url.host, url.port));
        assert_eq!(found, expected);
    }
}
