use conform_model::{ClauseId, ContractId, Level};

use crate::kube::ingress_nginx::{configurations, setting, wrong_setting};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Neither `use-forwarded-headers` nor `use-proxy-protocol` nor `enable-real-ip` is `true`.

## Why it matters

No proxy stands in front of the node, so the header comes from the client itself: any address can be forged, in logs and in whatever admits by address.

## How it is judged

The settings of the ConfigMap of the controller are read; absent is off.

## How to fix

Take the setting out of `controller.config`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.forwarded-headers-distrusted",
    ),
    title: "the controller believes no client about its address",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for configuration in configurations(cx, out) {
        for key in ["use-forwarded-headers", "use-proxy-protocol", "enable-real-ip"] {
            if setting(configuration, key) == Some("true") {
                let message =
                    format!("{key} is on in {}, and no proxy stands in front", configuration.cluster);
                out.fail(wrong_setting(cx, configuration, key, message, "take it out of controller.config"));
            }
        }
    }
}
