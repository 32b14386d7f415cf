use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The image of the controller has a digest.

## Why it matters

Nobody watches over the repository of a retired project. A tag can be pushed again; a digest cannot.

## How it is judged

The image of the container `controller` is read.

## How to fix

Leave `controller.image.digest` to the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.image-has-a-digest"),
    title: "the image of the retired controller is pinned by its digest",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, controller) in controllers(cx, out) {
        let image = controller.container.dig_str(&["image"]).unwrap_or_default();
        if !image.contains("@sha256:") {
            let finding = Finding::new(
                format!("the controller of {} has an image without digest", cluster.id),
                controller.part("image"),
            )
            .help("leave controller.image.digest to the chart");
            out.fail(with_values_key(finding, cx, controller.object, &["controller", "image"]));
        }
    }
}
