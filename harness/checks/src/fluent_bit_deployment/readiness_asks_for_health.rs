use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::fluent_bit::collectors, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The readiness probe of the collector asks for the address of the contract on the port of its server.

## Why it matters

The default page answers as long as the process runs. Only the health address knows of errors and retries.

## How it is judged

Path and port of the probe are read; the port is resolved by its name and compared with `HTTP_Port`.

## How to fix

Leave `readinessProbe` in the values file as the chart has it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.readiness-asks-for-health"),
    title: "a collector that sends nothing is not ready",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::FluentBitDeployment, "health-path");
    for (cluster, pod, container) in collectors(cx, out) {
        let found = container.node.dig_str(&["readinessProbe", "httpGet", "path"]);
        if found != Some(&demanded.value) {
            let finding = Finding::new(
                format!(
                    "readiness of the collector of cluster {} asks for {}",
                    cluster.id,
                    found.unwrap_or("nothing")
                ),
                pod.object.location(&container.pointer.key("readinessProbe")),
            )
            .related("the contract demands", demanded.location.clone())
            .help(format!("ask for {}", demanded.value));
            out.fail(with_values_key(finding, cx, pod.object, &["readinessProbe"]));
        }
    }
}
