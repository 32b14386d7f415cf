use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::fluent_bit::collectors, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The only host path of the collector is the one of the contract.

## Why it matters

Reading logs as root is an exception that FR-013 lists. The chart's defaults also mount the folder of Docker's containers, which containerd does not have, and the machine id.

## How it is judged

The volumes of the DaemonSet are compared with the contract.

## How to fix

Replace `daemonSetVolumes` and `daemonSetVolumeMounts` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.host-is-seen-through-one-path"),
    title: "the collector sees one folder of the host",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/stack.md#f-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let allowed = cx.contracts.fact(ContractId::FluentBitDeployment, "host-path");
    for (_, pod, _) in collectors(cx, out) {
        let Some((place, spec)) = pod.spec() else { continue };
        for (at, volume) in spec.dig_seq(&["volumes"]).enumerate() {
            let Some(path) = volume.dig_str(&["hostPath", "path"]) else { continue };
            if path.trim_end_matches('/') != allowed.value {
                let finding = Finding::new(
                    format!("the collector mounts `{path}` of the host"),
                    pod.object.location(&place.key("volumes").index(at)),
                )
                .related("the contract allows", allowed.location.clone())
                .help("mount nothing else of the host");
                out.fail(with_values_key(finding, cx, pod.object, &["daemonSetVolumes"]));
            }
        }
    }
}
