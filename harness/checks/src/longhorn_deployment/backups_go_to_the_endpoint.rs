use conform_manifest::secret;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

`AWS_ENDPOINTS` in the Secret of the backups is the endpoint of the topology.

## Why it matters

Without it Longhorn asks Amazon, which the nodes do not reach. With another endpoint backups lie where nobody looks for them.

## How it is judged

The value is decoded and compared with `s3.endpoint`.

## How to fix

Correct the line in `longhorn-s3.env` and in its example.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-go-to-the-endpoint"),
    title: "backups go to the S3 endpoint of the topology",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/design.md#fr-007")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const SECRET: Required = Required::new("Secret", "longhorn-system", "longhorn-s3");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let endpoint = &cx.contracts.topology.s3_endpoint;
    for (cluster, object) in SECRET.find(cx, out, On::Every) {
        out.examine("endpoints");
        let found = secret::text(object, "AWS_ENDPOINTS");
        if found.as_deref().map(|own| own.trim_end_matches('/')) == Some(endpoint.value.trim_end_matches('/'))
        {
            continue;
        }
        let found = if found.is_some() { "go to another endpoint" } else { "name no endpoint" };
        out.fail(
            Finding::new(
                format!("backups of cluster {} {found}: they belong at {}", cluster.id, endpoint.value),
                object.location(&JsonPointer::root().key("data").key("AWS_ENDPOINTS")),
            )
            .related("the endpoint", endpoint.location.clone())
            .help("write AWS_ENDPOINTS into longhorn-s3.env"),
        );
    }
}
