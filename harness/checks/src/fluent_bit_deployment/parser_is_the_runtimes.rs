use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{TAIL, each_section, flag},
};

const DOCS: &str = "\
## What must hold

`multiline.parser` of every tail input is the parser of the contract and no other, and no single-line parser stands beside it.

## Why it matters

The chart's default also tries the format of Docker. Under containerd a JSON line of a program can look like one, and then stamp and stream are taken from what the program wrote.

## How it is judged

The values of `multiline.parser`, `Parser` and `Docker_Mode` are compared with the contract.

## How to fix

Write the parser of the contract into `config.inputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.parser-is-the-runtimes"),
    title: "lines are read in the format of the container runtime",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::FluentBitDeployment, "parser");
    each_section(cx, out, TAIL, |config, input, out| {
        let mut found: Vec<&str> =
            input.all("multiline.parser").flat_map(|list| list.split(',')).map(str::trim).collect();
        found.extend(input.get("parser"));
        if input.get("docker_mode").and_then(flag) == Some(true) {
            found.push("docker_mode");
        }
        if found != [demanded.value.as_str()] {
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
            out.fail(
                config
                    .fault(cx, TAIL, format!("lines are parsed by {found}, not by {} alone", demanded.value))
                    .related("the contract demands", demanded.location.clone())
                    .help(format!("write `multiline.parser {}` and no other parser", demanded.value)),
            );
        }
    });
}
