use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::component::all_central};

const DOCS: &str = "\
## What must hold

Query, Query Frontend and Store Gateway run under a service account of their own and mount no token.

## Why it matters

None of them talks to Kubernetes. A token that is mounted anyway is what an intruder takes first.

## How it is judged

Pod templates are read: `serviceAccountName` is given, is not `default` and not that of another component, and `automountServiceAccountToken` is false.

## How to fix

Keep both fields in `deploy/base/thanos`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.components-hold-no-token"),
    title: "Thanos holds no token for the Kubernetes API",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut seen: Vec<&str> = Vec::new();
    for component in all_central(cx, out) {
        let Some((place, spec)) = component.pod.spec() else { continue };
        out.examine("pod templates");
        let account = spec.dig_str(&["serviceAccountName"]).unwrap_or("default");
        if account == "default" || seen.contains(&account) {
            out.fail(
                Finding::new(
                    format!("{} shares the service account `{account}`", component.object.id),
                    component.object.location(&place.key("serviceAccountName")),
                )
                .help("give the component a service account of its own"),
            );
        }
        seen.push(account);
        if spec.get("automountServiceAccountToken").and_then(Node::as_bool) != Some(false) {
            out.fail(
                Finding::new(
                    format!("{} mounts a token", component.object.id),
                    component.object.location(&place.key("automountServiceAccountToken")),
                )
                .help("set automountServiceAccountToken to false"),
            );
        }
    }
}
