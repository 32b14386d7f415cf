use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        fluent_bit::{OUTPUTS, collectors, each_section},
        mounted::mount_of,
    },
};

const DOCS: &str = "\
## What must hold

`tls.ca_file` of every output is a file that the collector's container mounts from a Secret or a ConfigMap of the stack.

## Why it matters

Without a CA file the public authorities of the image decide, which do not know ours, and every flush fails.

## How it is judged

The path is followed through the mounts of the container to a key of a rendered object.

## How to fix

Mount the Secret `opensearch-ca` and write its path into `config.outputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.authority-is-mounted"),
    title: "the CA that the output trusts is mounted",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let label = OUTPUTS.label(output);
        let Some(path) = output.get("tls.ca_file") else {
            let message = format!("{label} names no CA: that of the stack is not trusted");
            out.fail(
                config
                    .fault(cx, OUTPUTS, message)
                    .help("write `tls.ca_file` with the path of the mounted CA"),
            );
            return;
        };
        for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
            let file = mount_of(pod, container.node, path).and_then(|mount| mount.source(cx, pod.object));
            if file.is_none() {
                let message = format!("`{path}`, the CA of {label}, is no file that the collector mounts");
                out.fail(
                    config
                        .fault(cx, OUTPUTS, message)
                        .help("mount the Secret that holds the CA at this path"),
                );
            }
        }
    });
}
