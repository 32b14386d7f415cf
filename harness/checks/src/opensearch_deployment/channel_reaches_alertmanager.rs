use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies},
    required::{On, missing},
};

const DOCS: &str = "\
## What must hold

The URL of the channel names a Service that exists in every cluster, with a port that it has, and the path under which Alertmanager takes alerts.

## Why it matters

The node that notices a failure sends it, and that may be any of the three. A name that resolves in one cluster only loses what the others notice.

## How it is judged

Host and port of the URL of the channel that the bootstrap sends are looked for among the Services of each cluster.

## How to fix

Name the Service in `error-channel.json` as `<name>.<namespace>.svc`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.channel-reaches-alertmanager"),
    title: "the channel leads to the Alertmanager of every cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/design.md#fr-012a")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let path = cx.contracts.fact(ContractId::OpensearchDeployment, "alerts-path");
    for body in bodies(cx, out, Target::Channel) {
        let url = body.node.dig_str(&["config", "webhook", "url"]).unwrap_or_default();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let (authority, own_path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
        if format!("/{own_path}") != path.value {
            let message = format!("the channel sends to /{own_path}, not {}", path.value);
            let finding =
                body.finding(&message).related("Alertmanager takes alerts there", path.location.clone());
            out.fail(finding.help("mend the URL in error-channel.json"));
        }
        let mut labels = host.split('.');
        let (name, namespace) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
        for cluster in On::Every.clusters(cx) {
            let service = cx.stack.find(&cluster.id, "Service", namespace, name);
            let Some(service) = service else {
                let what = format!("Service {namespace}/{name}, which the channel sends to");
                out.fail(missing(cluster, &what).related("the channel sends there", body.location()));
                continue;
            };
            let mut ports = service.node.dig_seq(&["spec", "ports"]).filter_map(|own| own.get("port"));
            if !ports.any(|own| own.as_i64() == port.parse().ok()) {
                let message = format!("Service {namespace}/{name} of {} has no port {port}", cluster.id);
                out.fail(
                    body.finding(&message)
                        .help("name a port of Alertmanager's Service in error-channel.json"),
                );
            }
        }
    }
}
