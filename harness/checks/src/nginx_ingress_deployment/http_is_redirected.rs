use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::{configurations, ingresses, setting, wrong_setting};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`ssl-redirect` is not `false`, neither in the configuration nor on an Ingress.

## Why it matters

Basic auth and the login of Grafana cross the network in the clear over http.

## How it is judged

The ConfigMap and the annotations `ssl-redirect` and `force-ssl-redirect` of every Ingress are read; absent, the controller redirects hosts with TLS.

## How to fix

Take the setting away, or set it to `true`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.http-is-redirected"),
    title: "http is redirected to https",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    const HELP: &str = "let ssl-redirect be true";
    for configuration in configurations(cx, out) {
        if setting(configuration, "ssl-redirect") == Some("false") {
            let message = format!("the controller of {} does not redirect http", configuration.cluster);
            out.fail(wrong_setting(cx, configuration, "ssl-redirect", message, HELP));
        }
    }
    for ingress in ingresses(cx, out) {
        for key in
            ["nginx.ingress.kubernetes.io/ssl-redirect", "nginx.ingress.kubernetes.io/force-ssl-redirect"]
        {
            if ingress.annotation(key) == Some("false") {
                let place = JsonPointer::root().key("metadata").key("annotations").key(key);
                out.fail(
                    Finding::new(format!("{} answers over http", ingress.id), ingress.location(&place))
                        .help(HELP),
                );
            }
        }
    }
}
