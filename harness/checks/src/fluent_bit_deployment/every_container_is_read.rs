use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{TAIL, configs},
};

const DOCS: &str = "\
## What must hold

A tail input reads the path of the contract, which is where the kubelet links the log of every container.

## Why it matters

A narrower pattern or another folder leaves containers out, and nothing reports a file that is not looked for.

## How it is judged

The `Path` of each tail input is split at commas and compared with the contract.

## How to fix

Write the path of the contract into `config.inputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.every-container-is-read"),
    title: "the input reads the log of every container",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/design.md#fr-009")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::FluentBitDeployment, "path");
    for config in configs(cx, out) {
        out.examine("configurations");
        let paths: Vec<&str> = config
            .of(TAIL)
            .filter_map(|input| input.get("path"))
            .flat_map(|paths| paths.split(','))
            .map(str::trim)
            .collect();
        if !paths.contains(&demanded.value.as_str()) {
            let found = if paths.is_empty() { "nothing".to_owned() } else { paths.join(", ") };
            let message = format!("the tail inputs read {found}, not {}", demanded.value);
            out.fail(
                config
                    .fault(cx, TAIL, message)
                    .related("the contract demands", demanded.location.clone())
                    .help("write the path into a tail input"),
            );
        }
    }
}
