//! Connections that a contract demands, held against the network policies.

use conform_model::{Finding, JsonPointer, Location};

use super::{
    PodTemplate, Selector,
    network::{End, Network, PROBE_NAMESPACE},
    pod_templates, run_time_pods,
};
use crate::{
    Facts, Outcome,
    contracts::{Cluster, Party, Purpose},
    required::missing,
};

/// Holds every flow of a purpose against the policies of each cluster that it is wanted in.
///
/// An end that the cluster does not render is a finding.
pub(crate) fn judge_flows(cx: &Facts<'_>, out: &mut Outcome, purpose: Purpose) {
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        let own: Vec<&PodTemplate<'_>> = pods.iter().filter(|pod| pod.object.cluster == cluster.id).collect();
        for flow in
            cx.contracts.flows.iter().filter(|flow| {
                flow.purpose == purpose && flow.on.clusters(cx).any(|own| own.id == cluster.id)
            })
        {
            let (s3, s3_port) = object_storage(cx);
            let ports = if flow.to == Party::ObjectStorage { vec![s3_port] } else { flow.ports.clone() };
            let sides = [&flow.from, &flow.to].map(|party| ends(party, cluster, &own, s3));
            for (party, found) in [&flow.from, &flow.to].into_iter().zip(&sides) {
                if found.is_empty() {
                    out.fail(
                        missing(cluster, &name(party)).related("it is wanted here", flow.location.clone()),
                    );
                }
            }
            let [from, to] = sides;
            for (source, target) in from.iter().flat_map(|source| to.iter().map(move |to| (source, to))) {
                for port in &ports {
                    out.examine("connections");
                    if let Some(side) = network.refuses(source, target, *port, "TCP") {
                        let message = format!(
                            "no policy of cluster {} admits {} of {} {} {} on port {port}",
                            cluster.id,
                            side.key(),
                            if side.key() == "egress" { name(&flow.from) } else { name(&flow.to) },
                            if side.key() == "egress" { "to" } else { "from" },
                            if side.key() == "egress" { name(&flow.to) } else { name(&flow.from) },
                        );
                        let subject = if side.key() == "egress" { source } else { target };
                        out.fail(
                            Finding::new(message, place(subject, cluster))
                                .related("the contract demands the connection", flow.location.clone())
                                .help("let it through in a policy for these pods, under deploy/base/policies or in a component beside it"),
                        );
                    }
                }
            }
        }
    }
}

/// Host and port of the S3 endpoint.
pub(crate) fn object_storage<'a>(cx: &Facts<'a>) -> (&'a str, u16) {
    let authority = cx.contracts.topology.s3_endpoint.value.trim_start_matches("https://");
    let (host, port) = authority.trim_end_matches('/').split_once(':').unwrap_or((authority, "443"));
    (host, port.parse().unwrap_or(443))
}

fn ends<'a>(
    party: &'a Party,
    cluster: &'a Cluster,
    pods: &[&'a PodTemplate<'a>],
    s3: &'a str,
) -> Vec<End<'a>> {
    match party {
        Party::Node => vec![End::Address(&cluster.address.value)],
        Party::ObjectStorage => vec![End::Address(s3)],
        Party::Probe => vec![End::unlabelled(PROBE_NAMESPACE)],
        Party::Pods { namespace, labels } => {
            let selector = Selector::equal(labels);
            let rendered = pods
                .iter()
                .filter(|pod| pod.object.namespace() == namespace && selector.matches(&pod.labels))
                .map(|pod| End::of(pod));
            let made = run_time_pods(namespace, &selector).into_iter().map(|labels| End::Pod {
                namespace,
                labels,
                template: None,
            });
            rendered.chain(made).collect()
        }
    }
}

fn name(party: &Party) -> String {
    match party {
        Party::Node => "the node".to_owned(),
        Party::ObjectStorage => "S3".to_owned(),
        Party::Probe => "probes".to_owned(),
        Party::Pods { namespace, labels } => {
            let labels: Vec<_> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("pods {namespace} {}", labels.join(","))
        }
    }
}

fn place(end: &End<'_>, cluster: &Cluster) -> Location {
    match end {
        End::Pod { template: Some(template), .. } => {
            template.object.location(&JsonPointer::root().key("kind"))
        }
        _ => Location { cluster: Some(cluster.id.clone()), ..cluster.location.clone() },
    }
}
