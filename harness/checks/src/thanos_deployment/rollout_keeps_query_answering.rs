use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::thanos::QUERY, required::On};

const DOCS: &str = "\
## What must hold

Query is replaced by rolling updates that leave at least one replica available.

## Why it matters

With `Recreate`, or when all may be unavailable, every change of a flag blinds the central view for as long as the new pods take.

## How it is judged

The Deployment's strategy is read; absent fields have the defaults of Kubernetes, 25 % rounded down.

## How to fix

Keep `maxSurge: 1` and `maxUnavailable: 0`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.rollout-keeps-query-answering"),
    title: "a rollout of Query never takes all replicas at once",
    level: Level::Must,
    traces: &[Trace::new("FR-015", "docs/design.md#fr-015")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (_, query) in QUERY.find(cx, out, On::Central) {
        out.examine("deployments");
        let replicas = query.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1);
        let strategy = JsonPointer::root().key("spec").key("strategy");
        let recreate = query.node.dig_str(&["spec", "strategy", "type"]) == Some("Recreate");
        let away = match query.node.dig(&["spec", "strategy", "rollingUpdate", "maxUnavailable"]) {
            None => replicas / 4,
            Some(node) => match node.as_str().and_then(|text| text.strip_suffix('%')) {
                Some(percent) => percent.parse::<i64>().map_or(replicas, |percent| replicas * percent / 100),
                None => node.as_i64().unwrap_or(replicas),
            },
        };
        let (wrong, place) = if recreate {
            ("is recreated".to_owned(), strategy.key("type"))
        } else if away >= replicas {
            (
                format!("may lose {away} of {replicas} replicas in a rollout"),
                strategy.key("rollingUpdate").key("maxUnavailable"),
            )
        } else {
            continue;
        };
        out.fail(
            Finding::new(format!("Query {wrong}, so nothing answers meanwhile"), query.location(&place))
                .help("roll with maxSurge 1 and maxUnavailable 0"),
        );
    }
}
