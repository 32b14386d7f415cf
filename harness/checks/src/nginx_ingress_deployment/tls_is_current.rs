use conform_model::{ClauseId, ContractId, Level};

use crate::kube::ingress_nginx::{configurations, setting, wrong_setting};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every version of `ssl-protocols` is in the fact `tls-versions`.

## Why it matters

TLS 1.0 and 1.1 have been broken for years, and the controller gets no more fixes.

## How it is judged

The setting of the ConfigMap is split into words; absent, the controller takes TLS 1.2 and 1.3.

## How to fix

Set `controller.config.ssl-protocols: TLSv1.2 TLSv1.3`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.tls-is-current"),
    title: "the controller speaks no outdated TLS",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let versions = cx.contracts.fact(ContractId::NginxIngressDeployment, "tls-versions");
    for configuration in configurations(cx, out) {
        for version in setting(configuration, "ssl-protocols").unwrap_or_default().split_whitespace() {
            if versions.value.split_whitespace().all(|own| own != version) {
                let message = format!("the controller of {} speaks {version}", configuration.cluster);
                let help = "set controller.config.ssl-protocols to the versions of the contract";
                out.fail(
                    wrong_setting(cx, configuration, "ssl-protocols", message, help)
                        .related("the contract allows", versions.location.clone()),
                );
            }
        }
    }
}
