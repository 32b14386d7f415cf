//! What network policies let through, decided as a network plugin would.

use std::{borrow::Cow, collections::BTreeMap, net::Ipv4Addr};

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::ClusterId;

use crate::{Facts, Outcome, required::missing};

use super::{PodTemplate, Selector, selector::selects};

/// The label that every namespace carries with its own name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";
/// The label of namespaces that live suites make.
const PROBE_LABEL: &str = "conform/probe";
/// A namespace of a live suite.
pub(crate) const PROBE_NAMESPACE: &str = "probe-run";
/// Namespaces that every Kubernetes has.
pub(crate) const SHIPPED_NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// The pods of the cluster's DNS, which Kubernetes brings.
pub(crate) const DNS: End<'static> =
    End::Pod { namespace: "kube-system", labels: &[("k8s-app", "kube-dns")], template: None };

/// One end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End<'a> {
    /// A pod.
    Pod {
        /// Its namespace.
        namespace: &'a str,
        /// Its labels, for pods without a template in the render.
        labels: &'a [(&'a str, &'a str)],
        /// Its template, whose labels count besides.
        template: Option<&'a PodTemplate<'a>>,
    },
    /// Something with an address, such as a node.
    Address(&'a str),
}

impl<'a> End<'a> {
    /// A pod of the render.
    pub(crate) fn of(template: &'a PodTemplate<'a>) -> Self {
        Self::Pod { namespace: template.object.namespace(), labels: &[], template: Some(template) }
    }

    /// A pod that carries no label.
    pub(crate) fn unlabelled(namespace: &'a str) -> Self {
        Self::Pod { namespace, labels: &[], template: None }
    }

    fn pod(&self) -> Option<(&'a str, Cow<'a, BTreeMap<&'a str, &'a str>>)> {
        match *self {
            Self::Address(_) => None,
            Self::Pod { namespace, labels: [], template: Some(template) } => {
                Some((namespace, Cow::Borrowed(&template.labels)))
            }
            Self::Pod { namespace, labels, template } => {
                let mut all: BTreeMap<&str, &str> =
                    template.map(|template| template.labels.clone()).unwrap_or_default();
                all.extend(labels.iter().copied());
                Some((namespace, Cow::Owned(all)))
            }
        }
    }
}

/// A direction of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What the connecting pod may reach.
    Egress,
    /// Who may reach the other.
    Ingress,
}

impl Side {
    /// The key of its rules.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Egress => "egress",
            Self::Ingress => "ingress",
        }
    }

    /// The key of the peers of a rule.
    pub(crate) fn peers(self) -> &'static str {
        match self {
            Self::Egress => "to",
            Self::Ingress => "from",
        }
    }

    /// Both.
    pub(crate) const BOTH: [Self; 2] = [Self::Egress, Self::Ingress];
}

/// Whether a policy says anything about a direction: what it lists, and ingress where it lists none,
/// with egress if it has rules for it.
pub(crate) fn concerns(policy: &Object, side: Side) -> bool {
    let mut listed = policy.node.dig_seq(&["spec", "policyTypes"]).filter_map(Node::as_str).peekable();
    if listed.peek().is_some() {
        return listed.any(|own| own.eq_ignore_ascii_case(side.key()));
    }
    side == Side::Ingress || policy.node.dig(&["spec", "egress"]).is_some()
}

/// The pods that a policy is for.
pub(crate) fn subject(policy: &Object) -> Selector {
    policy.node.dig(&["spec", "podSelector"]).map(Selector::labels).unwrap_or_default()
}

/// Looks in each namespace of each cluster for a policy that denies a direction to all its pods; a
/// namespace without one is a finding.
pub(crate) fn judge_default_deny(cx: &Facts<'_>, out: &mut Outcome, side: Side) {
    for cluster in &cx.contracts.topology.clusters {
        for namespace in &cx.contracts.topology.namespaces {
            out.examine("namespaces");
            let denied = cx.stack.of_kind("NetworkPolicy").any(|policy| {
                policy.cluster == cluster.id
                    && policy.namespace() == namespace.value
                    && subject(policy).is_empty()
                    && concerns(policy, side)
                    && policy.node.dig_seq(&["spec", side.key()]).next().is_none()
            });
            if !denied {
                let what = format!("policy that denies {} in namespace {}", side.key(), namespace.value);
                let listed = match side {
                    Side::Egress => "Egress",
                    Side::Ingress => "Ingress",
                };
                out.fail(
                    missing(cluster, &what)
                        .related("the namespaces are these", namespace.location.clone())
                        .help(format!(
                            "add a NetworkPolicy with an empty podSelector, `policyTypes` with {listed}, and no rule"
                        )),
                );
            }
        }
    }
}

/// The policies and namespaces of one cluster.
#[derive(Debug)]
pub(crate) struct Network<'a> {
    policies: Vec<&'a Object>,
    namespaces: BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>,
}

impl<'a> Network<'a> {
    /// Reads them.
    pub(crate) fn new(stack: &'a Stack, cluster: &ClusterId) -> Self {
        let policies = stack.of_kind("NetworkPolicy").filter(|policy| policy.cluster == *cluster).collect();
        let mut namespaces: BTreeMap<&str, BTreeMap<&str, &str>> = SHIPPED_NAMESPACES
            .into_iter()
            .map(|name| (name, BTreeMap::from([(NAME_LABEL, name)])))
            .chain([(
                PROBE_NAMESPACE,
                BTreeMap::from([(NAME_LABEL, PROBE_NAMESPACE), (PROBE_LABEL, "true")]),
            )])
            .collect();
        for namespace in stack.of_kind("Namespace").filter(|namespace| namespace.cluster == *cluster) {
            let own = namespace.node.dig(&["metadata", "labels"]).and_then(Node::as_map);
            let mut labels: BTreeMap<&str, &str> = own
                .into_iter()
                .flatten()
                .filter_map(|entry| Some((&*entry.key, entry.value.as_str()?)))
                .collect();
            labels.insert(NAME_LABEL, namespace.name());
            namespaces.insert(namespace.name(), labels);
        }
        Self { policies, namespaces }
    }

    /// The policies that decide about one direction of a pod.
    pub(crate) fn deciding(&self, end: &End<'_>, side: Side) -> Vec<&'a Object> {
        let Some((namespace, labels)) = end.pod() else { return Vec::new() };
        self.policies
            .iter()
            .copied()
            .filter(|policy| policy.namespace() == namespace && concerns(policy, side))
            .filter(|policy| {
                policy.node.dig(&["spec", "podSelector"]).is_none_or(|own| selects(own, &labels))
            })
            .collect()
    }

    /// The first direction in which a connection is refused; `None` if it is let through.
    pub(crate) fn refuses(&self, from: &End<'_>, to: &End<'_>, port: u16, protocol: &str) -> Option<Side> {
        Side::BOTH.into_iter().find(|side| !self.admits(*side, from, to, port, protocol))
    }

    /// Whether one direction lets a connection through.
    pub(crate) fn admits(&self, side: Side, from: &End<'_>, to: &End<'_>, port: u16, protocol: &str) -> bool {
        let (subject, peer) = match side {
            Side::Egress => (from, to),
            Side::Ingress => (to, from),
        };
        if subject.pod().is_none() {
            return true;
        }
        let deciding = self.deciding(subject, side);
        deciding.is_empty()
            || deciding.iter().any(|policy| {
                policy.node.dig_seq(&["spec", side.key()]).any(|rule| {
                    ports_admit(rule, to, port, protocol) && {
                        let mut peers = rule.dig_seq(&[side.peers()]).peekable();
                        peers.peek().is_none() || peers.any(|own| self.hits(own, policy, peer))
                    }
                })
            })
    }

    /// Whether an entry of `from` or `to` means this end.
    pub(crate) fn hits(&self, entry: &Node, policy: &Object, end: &End<'_>) -> bool {
        if let Some(block) = entry.get("ipBlock") {
            let End::Address(address) = end else { return false };
            let inside = |cidr: Option<&str>| cidr.is_some_and(|cidr| contains(cidr, address));
            return inside(block.dig_str(&["cidr"]))
                && !block.dig_seq(&["except"]).any(|own| inside(own.as_str()));
        }
        let Some((namespace, labels)) = end.pod() else { return false };
        let in_namespace = match entry.get("namespaceSelector") {
            None => policy.namespace() == namespace,
            Some(selector) => self.namespaces.get(namespace).is_some_and(|labels| selects(selector, labels)),
        };
        in_namespace && entry.get("podSelector").is_none_or(|selector| selects(selector, &labels))
    }

    /// The namespaces that a selector means.
    pub(crate) fn selected(&self, selector: &Node) -> Vec<&'a str> {
        let selector = Selector::labels(selector);
        self.namespaces.iter().filter(|(_, labels)| selector.matches(labels)).map(|(name, _)| *name).collect()
    }
}

fn ports_admit(rule: &Node, to: &End<'_>, port: u16, protocol: &str) -> bool {
    let mut ports = rule.dig_seq(&["ports"]).peekable();
    ports.peek().is_none()
        || ports.any(|own| {
            if own.dig_str(&["protocol"]).unwrap_or("TCP") != protocol {
                return false;
            }
            let Some(first) = own.get("port") else { return true };
            if let Some(name) = first.as_str() {
                return named(to, name) == Some(i64::from(port));
            }
            let last = own.get("endPort").or(Some(first)).and_then(Node::as_i64);
            first.as_i64().zip(last).is_some_and(|(first, last)| (first..=last).contains(&i64::from(port)))
        })
}

/// The number behind the name of a port of a pod.
fn named(end: &End<'_>, name: &str) -> Option<i64> {
    let End::Pod { template: Some(template), .. } = end else { return None };
    template.ports().into_iter().find(|(own, _, _)| *own == name).map(|(_, number, _)| number)
}

/// Whether a block of addresses has this address.
pub(crate) fn contains(cidr: &str, address: &str) -> bool {
    let Some((base, length)) = cidr.split_once('/') else { return false };
    let (Ok(base), Ok(address), Ok(length)) =
        (base.parse::<Ipv4Addr>(), address.parse::<Ipv4Addr>(), length.parse::<u32>())
    else {
        return false;
    };
    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length)).unwrap_or(0);
    length <= 32 && base.to_bits() & mask == address.to_bits() & mask
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("10.0.0.1/32", "10.0.0.1", true)]
    #[case("10.0.0.1/32", "10.0.0.2", false)]
    #[case("10.0.0.0/24", "10.0.0.255", true)]
    #[case("10.0.0.0/24", "10.0.1.0", false)]
    #[case("0.0.0.0/0", "203.0.113.1", true)]
    #[case("10.0.0.0/33", "10.0.0.0", false)]
    #[case("node-address", "10.0.0.0", false)]
    fn blocks(#[case] cidr: &str, #[case] address: &str, #[case] inside: bool) {
        assert_eq!(contains(cidr, address), inside);
    }
}
