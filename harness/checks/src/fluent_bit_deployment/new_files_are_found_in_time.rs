use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{TAIL, each_section, seconds},
};

const DOCS: &str = "\
## What must hold

`Refresh_Interval` of every tail input is at most that of the contract.

## Why it matters

A line must be found within 30 seconds. By default new files are looked for once a minute, so the first lines of a new pod break the promise at random.

## How it is judged

The interval is compared as a number of seconds; where it is not set, Fluent Bit's 60 s count.

## How to fix

Write `Refresh_Interval` into `config.inputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.new-files-are-found-in-time"),
    title: "a new log file is found soon enough",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What Fluent Bit takes where nobody says otherwise, in seconds.
const DEFAULT: &str = "60";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::FluentBitDeployment, "refresh-interval");
    let limit = seconds(&most.value).unwrap_or_default();
    each_section(cx, out, TAIL, |config, input, out| {
        let set = input.get("refresh_interval");
        if seconds(set.unwrap_or(DEFAULT)).is_some_and(|own| own > 0.0 && own <= limit) {
            return;
        }
        let found = set.map_or_else(|| format!("{DEFAULT} s by default"), |own| format!("`{own}`"));
        out.fail(
            config
                .fault(
                    cx,
                    TAIL,
                    format!("new files are looked for every {found}, not every {} s", most.value),
                )
                .related("the contract demands", most.location.clone())
                .help(format!("write `Refresh_Interval {}`", most.value)),
        );
    });
}
