use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{STORE, central},
        duration::bytes,
    },
};

const DOCS: &str = "\
## What must hold

Store Gateway is given `--index-cache-size` and `--chunk-pool-size`, and their sum is below the container's memory limit.

## Why it matters

The pool alone is 2 GB by default: the container is killed in the middle of the first long query, and the next one.

## How it is judged

Both flags are read as Thanos reads sizes, in powers of 1024, and compared with the limit.

## How to fix

Lower the flags or raise the limit in `deploy/base/thanos/store.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.store-memory-is-bounded"),
    title: "index cache and chunk pool of Store Gateway fit into its memory",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for store in central(cx, out, STORE) {
        let mut sum = Some(0_i128);
        for flag in ["index-cache-size", "chunk-pool-size"] {
            out.examine("pools");
            if let Some(size) = store.value(flag).and_then(bytes) {
                sum = sum.map(|sum| sum + i128::from(size));
                continue;
            }
            sum = None;
            out.fail(
                Finding::new(
                    format!(
                        "--{flag} is {}, and the default is too large for this node",
                        store.value(flag).unwrap_or("not given")
                    ),
                    store.place(flag),
                )
                .help("give a size such as 200MB"),
            );
        }
        if let Some(sum) = sum
            && store.memory_limit().is_none_or(|limit| sum >= limit)
        {
            out.fail(
                Finding::new(
                    format!("cache and pool of Store Gateway may take {sum} bytes, and its memory limit does not leave that"),
                    store.part("resources"),
                )
                .help("lower --index-cache-size and --chunk-pool-size, or raise the limit"),
            );
        }
    }
}
