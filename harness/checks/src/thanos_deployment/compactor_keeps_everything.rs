use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{STORE, central, components},
        duration::seconds,
    },
};

const DOCS: &str = "\
## What must hold

A workload that runs `thanos compact` has `--wait`, retentions of `0d` or none for all resolutions, and a `--delete-delay` of at least the contract's.

## Why it matters

A retention for raw data deletes history that FR-006 keeps without limit. Without `--wait` the container ends and starts again for ever. A shorter delay deletes blocks that the store still serves.

## How it is judged

The flags of every such container are read; absent, Thanos keeps everything and waits 48 hours.

## How to fix

Use the flags of the component `thanos-compactor`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.compactor-keeps-everything"),
    title: "a compactor runs for good and deletes nothing by age",
    level: Level::Must,
    traces: &[
        Trace::new("FR-006", "docs/stack.md#values-for-thanos"),
        Trace::new("FR-006", "docs/stack.md#t-12"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::ThanosDeployment, "delete-delay");
    // Who reads the bucket must be there; a compactor need not.
    central(cx, out, STORE);
    for component in components(cx.stack) {
        out.examine("components");
        if component.subcommand != "compact" {
            continue;
        }
        let mut refuse = |flag: &str, wrong: String| {
            out.fail(
                Finding::new(format!("the compactor {} {wrong}", component.object.id), component.place(flag))
                    .help("use the flags of the component thanos-compactor"),
            );
        };
        for resolution in ["raw", "5m", "1h"] {
            let flag = format!("retention.resolution-{resolution}");
            if let Some(age) = component.value(&flag).filter(|age| seconds(age) != Some(0)) {
                refuse(&flag, format!("deletes blocks of resolution {resolution} after {age}"));
            }
        }
        if component.flag("wait").is_none() {
            refuse("wait", "ends when it has nothing to do".to_owned());
        }
        if let Some(delay) = component.value("delete-delay")
            && seconds(delay) < seconds(&least.value)
        {
            refuse("delete-delay", format!("deletes merged blocks after {delay}, not {}", least.value));
        }
    }
}
