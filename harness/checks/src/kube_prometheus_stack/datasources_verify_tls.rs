use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        datasources::datasources,
        grafana_server::{grafanas, reference_reason},
    },
};

const DOCS: &str = "\
## What must hold

Every datasource with an https address checks the certificate against a CA that Grafana mounts from a Secret.

## Why it matters

The certificate of the log cluster comes from our own CA. Without it Grafana refuses the server; with `tlsSkipVerify` it hands the password of a log reader to whoever answers.

## How it is judged

`tlsSkipVerify` must be absent or false, `tlsAuthWithCACert` true, and `tlsCACert` a `$__file{…}` that leads through the mounts of Grafana to a key of a Secret.

## How to fix

Set the three fields of the datasource, and mount the CA with `grafana.extraSecretMounts`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.datasources-verify-tls"),
    title: "Grafana verifies the server behind a datasource over TLS",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#grafana"), Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let found = datasources(cx, out);
    for grafana in grafanas(cx, out) {
        let own = found.iter().filter(|datasource| datasource.map.cluster == grafana.cluster.id);
        for datasource in own.filter(|own| own.text(&["url"]).is_some_and(|url| url.starts_with("https://")))
        {
            out.examine("datasources over TLS");
            let label = datasource.label();
            let yes =
                |field: &str| datasource.node.dig(&["jsonData", field]).and_then(Node::as_bool) == Some(true);
            let mut fail = |message: String| {
                out.fail(Finding::new(message, datasource.place()).help(
                    "set tlsAuthWithCACert, and tlsCACert to a file that Grafana mounts from a Secret",
                ));
            };
            if yes("tlsSkipVerify") {
                fail(format!("datasource `{label}` trusts whoever answers"));
            }
            if !yes("tlsAuthWithCACert") {
                fail(format!("datasource `{label}` is not told to check against a CA"));
            }
            match datasource.text(&["secureJsonData", "tlsCACert"]) {
                None => fail(format!("datasource `{label}` has no CA")),
                Some(value) => {
                    if let Some(reason) = reference_reason(cx.stack, &grafana, value) {
                        fail(format!("tlsCACert of datasource `{label}` {reason}"));
                    }
                }
            }
        }
    }
}
