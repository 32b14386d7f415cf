use conform_manifest::{secret, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::alertmanager::{Routing, routings},
};

const DOCS: &str = "\
## What must hold

Every path in the configuration of Alertmanager that ends in `_file` is a key of a Secret of stage 20-secrets that `spec.secrets` lists.

## Why it matters

Alertmanager reads the file when it notifies. If it is not there the alert is lost with a line in a log, and everything was green until then.

## How it is judged

Paths below `/etc/alertmanager/secrets/` are followed through `spec.secrets` to the Secret and its key; other paths are mounted by nobody.

## How to fix

List the Secret under `alertmanager.alertmanagerSpec.secrets`, and correct the path or the key.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.notification-files-are-mounted",
    ),
    title: "every file that Alertmanager reads for its receivers is mounted",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/stack.md#alertmanager")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Where the operator mounts what `spec.secrets` lists.
const MOUNTS: &str = "/etc/alertmanager/secrets/";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for routing in routings(cx, out) {
        let mut files = Vec::new();
        collect(&routing.config, &mut files);
        for (field, path) in files {
            out.examine("files");
            if let Some(reason) = reason(cx, &routing, path) {
                out.fail(Finding::new(format!("{field} {path} {reason}"), routing.place()).help(
                    "list the Secret under alertmanager.alertmanagerSpec.secrets, or correct the path",
                ));
            }
        }
    }
}

/// Why a file is not there.
fn reason(cx: &Facts<'_>, routing: &Routing<'_>, path: &str) -> Option<String> {
    let Some((name, key)) = path.strip_prefix(MOUNTS).and_then(|rest| rest.split_once('/')) else {
        return Some(format!("is not below {MOUNTS}"));
    };
    let alertmanager = routing.alertmanager;
    if !alertmanager.node.dig_seq(&["spec", "secrets"]).any(|own| own.as_str() == Some(name)) {
        return Some(format!("is not mounted: spec.secrets does not list {name}"));
    }
    let secret = cx.stack.find(&alertmanager.cluster, "Secret", alertmanager.namespace(), name);
    match secret {
        None => Some(format!("lies in Secret {name}, which does not exist")),
        Some(secret) if !secret::has(secret, key) => Some(format!("is no key of {}", secret.id)),
        Some(_) => None,
    }
}

/// Every path of the configuration, with the name of its field.
fn collect<'a>(node: &'a Node, found: &mut Vec<(&'a str, &'a str)>) {
    for entry in node.as_map().into_iter().flatten() {
        if let Some(path) = entry.value.as_str().filter(|_| entry.key.ends_with("_file")) {
            found.push((&entry.key, path));
        }
        collect(&entry.value, found);
    }
    for item in node.as_seq().unwrap_or_default() {
        collect(item, found);
    }
}
