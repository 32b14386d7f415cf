use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every emptyDir is listed as scratch in the contract, and Prometheus and Alertmanager keep their data on a claim.

## Why it matters

Charts put data into an emptyDir unless told otherwise; it is gone with the pod, at the first update.

## How it is judged

The volumes of pod templates and the storage of Prometheus and Alertmanager are read. Scratch is listed in `contracts/exceptions.yaml`, written as workload and volume, with what lies in it.

## How to fix

Put state on a claim of class `longhorn`; list scratch with its reason.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.scratch-is-listed"),
    title: "what lies in an emptyDir may be lost",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        out.examine("pods");
        let (place, spec) = pod.place_and_spec();
        let Some(spec) = spec else { continue };
        for (at, volume) in spec.dig_seq(&["volumes"]).enumerate() {
            let name = volume.dig_str(&["name"]).unwrap_or_default();
            if volume.get("emptyDir").is_none()
                || cx.contracts.excepted(CLAUSE.id, &format!("{} {name}", pod.object.id))
            {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("{} keeps `{name}` in an emptyDir", pod.object.id),
                    pod.object.location(&place.key("volumes").index(at)),
                )
                .help("put state on a claim of class longhorn; list scratch in contracts/exceptions.yaml"),
            );
        }
        if pod.spec().is_none() && spec.dig(&["storage", "volumeClaimTemplate", "spec"]).is_none() {
            out.fail(
                Finding::new(
                    format!("{} keeps its data in an emptyDir", pod.object.id),
                    pod.object.location(&place.key("storage")),
                )
                .help("give it `storage.volumeClaimTemplate` with class longhorn"),
            );
        }
    }
}
