use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use super::{installer, starts};
use crate::required::{On, missing};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

A ServiceMonitor for scheduler, controller manager or etcd is rendered only if the script makes that component listen on the address of the node.

## Why it matters

These three listen on loopback by default. Their targets are down for ever, and an alert on scrapes is ignored from then on.

## How it is judged

Monitors whose `jobLabel` or name speaks of the component are compared with the options `--extra-config` of `minikube start`.

## How to fix

Switch the monitor off in the values of kube-prometheus-stack, or add the option to the script.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::MinikubeInstall,
        "minikube-install.control-plane-is-scraped-where-it-listens",
    ),
    title: "Prometheus scrapes of the control plane what listens beyond loopback",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#control-plane-metrics")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

const PARTS: [(&str, &str); 3] = [
    ("kube-controller-manager", "controller-manager.bind-address"),
    ("kube-scheduler", "scheduler.bind-address"),
    ("kube-etcd", "etcd.listen-metrics-urls"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    let starts = starts(&script, &trace, out);
    for (part, setting) in PARTS {
        let listens =
            starts.iter().any(|start| start.args.iter().any(|arg| arg.text.contains(&format!("{setting}="))));
        for cluster in On::Every.clusters(cx) {
            let mut monitors =
                cx.stack.of_kind("ServiceMonitor").filter(|own| own.cluster == cluster.id).peekable();
            if monitors.peek().is_none() {
                out.fail(missing(cluster, "ServiceMonitor"));
            }
            for monitor in monitors {
                out.examine("monitors");
                let named = monitor.name().ends_with(part)
                    || monitor
                        .node
                        .dig(&["spec", "selector", "matchLabels"])
                        .and_then(Node::as_map)
                        .is_some_and(|labels| {
                            labels
                                .iter()
                                .any(|label| label.value.as_str().is_some_and(|own| own.ends_with(part)))
                        });
                if named && !listens {
                    let mut finding = Finding::new(
                        format!(
                            "{} asks for {part}, which listens on loopback of {}",
                            monitor.id, cluster.id
                        ),
                        monitor.location(&JsonPointer::root().key("spec").key("selector")),
                    )
                    .help(format!(
                        "switch the monitor off, or start minikube with --extra-config={setting}=…"
                    ));
                    if let Some(start) = starts.first() {
                        finding =
                            finding.related("minikube is started here", script.location(&start.args[0]));
                    }
                    out.fail(finding);
                }
            }
        }
    }
}
