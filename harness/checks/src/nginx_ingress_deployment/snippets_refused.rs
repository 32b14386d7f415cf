use conform_model::{ClauseId, ContractId, Level};

use crate::kube::ingress_nginx::{configurations, setting, wrong_setting};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`allow-snippet-annotations` is not `true`, and `annotations-risk-level` is not `Critical`.

## Why it matters

A snippet is configuration of the web server written by whoever may write an Ingress. It reads every Secret that the controller can.

## How it is judged

The two settings of the ConfigMap are read; absent, both refuse.

## How to fix

Set `controller.allowSnippetAnnotations: false` and no higher risk level than `High`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.snippets-refused"),
    title: "the controller refuses snippets",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for configuration in configurations(cx, out) {
        for (key, open) in [("allow-snippet-annotations", "true"), ("annotations-risk-level", "Critical")] {
            if setting(configuration, key) == Some(open) {
                let message =
                    format!("{key} is {open} in {}: snippets are let through", configuration.cluster);
                out.fail(wrong_setting(
                    cx,
                    configuration,
                    key,
                    message,
                    "set controller.allowSnippetAnnotations: false and a lower risk level",
                ));
            }
        }
    }
}
