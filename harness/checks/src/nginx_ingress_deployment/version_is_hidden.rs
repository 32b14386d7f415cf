use conform_model::{ClauseId, ContractId, Level};

use crate::kube::ingress_nginx::{configurations, setting, wrong_setting};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`server-tokens` is not `true`.

## Why it matters

The controller is retired. What is found in it later stays open, and a version in every answer tells where to try.

## How it is judged

The setting of the ConfigMap is read; absent, it is off.

## How to fix

Set `controller.config.server-tokens: \"false\"`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.version-is-hidden"),
    title: "the controller does not tell its version",
    level: Level::Should,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for configuration in configurations(cx, out) {
        if setting(configuration, "server-tokens") == Some("true") {
            let message =
                format!("the controller of {} names its version in every answer", configuration.cluster);
            out.fail(wrong_setting(
                cx,
                configuration,
                "server-tokens",
                message,
                "set controller.config.server-tokens: \"false\"",
            ));
        }
    }
}
