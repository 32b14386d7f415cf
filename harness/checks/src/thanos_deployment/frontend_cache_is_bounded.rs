use conform_manifest::yaml::{Text, parse_one};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{FRONTEND, central},
        duration::bytes,
    },
};

const DOCS: &str = "\
## What must hold

Both response caches of Query Frontend are configured, in memory, each with a `max_size`; together they stay below the container's memory limit.

## Why it matters

Without a cache every refresh of a dashboard over weeks asks S3 again. A cache without a bound, or one larger than the limit, grows until the container is killed.

## How it is judged

The two `response-cache-config` flags are read as YAML and their sizes as bytes.

## How to fix

Set `max_size` in `deploy/base/thanos/query-frontend.yaml`, and raise the memory limit with it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.frontend-cache-is-bounded"),
    title: "the caches of Query Frontend are bounded and fit into its memory",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The caches: of ranges, and of names and values of labels.
const CACHES: &[&str] = &["query-range.response-cache-config", "labels.response-cache-config"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for frontend in central(cx, out, FRONTEND) {
        let mut sum = Some(0_i128);
        for flag in CACHES {
            out.examine("caches");
            let config = frontend.value(flag).and_then(|text| parse_one(&Text::new("", text)).ok());
            let kind = config.as_ref().and_then(|config| config.dig_str(&["type"]));
            let size =
                config.as_ref().and_then(|config| config.dig_str(&["config", "max_size"])).and_then(bytes);
            let wrong = match (kind, size) {
                (None, _) => "is not configured",
                (Some(kind), _) if kind != "IN-MEMORY" => "is in no memory of its own",
                (Some(_), None | Some(0)) => "has no bound that can be read",
                (Some(_), Some(size)) => {
                    sum = sum.map(|sum| sum + i128::from(size));
                    continue;
                }
            };
            sum = None;
            out.fail(
                Finding::new(format!("the cache of --{flag} {wrong}"), frontend.place(flag))
                    .help("configure type IN-MEMORY with a max_size such as 128MB"),
            );
        }
        if let (Some(sum), limit) = (sum, frontend.memory_limit())
            && limit.is_none_or(|limit| sum >= limit)
        {
            out.fail(
                Finding::new(
                    format!("the caches of Query Frontend may take {sum} bytes, and its memory limit does not leave that"),
                    frontend.part("resources"),
                )
                .help("raise the memory limit above the sum of the caches, or make them smaller"),
            );
        }
    }
}
