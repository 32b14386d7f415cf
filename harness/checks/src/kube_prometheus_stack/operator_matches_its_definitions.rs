use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PodTemplate,
        operator::{OPERATOR, arguments, definitions},
        pod_templates_of, pointer,
    },
    required::{On, missing},
};

const DOCS: &str = "\
## What must hold

The version that the definitions of stage 10-crds were generated for is that of the operator, and of the reloader that it puts beside Prometheus.

## Why it matters

The API server prunes fields that a definition does not know: a newer operator then does without them, silently. Definitions of an older chart lack whole kinds, and the operator does not start.

## How it is judged

The annotation `operator.prometheus.io/version` of each definition of the group is compared with the tag of the image of the operator and with its argument for the reloader.

## How to fix

Use one version of the chart in `deploy/base/crds` and `deploy/base/kube-prometheus-stack`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.operator-matches-its-definitions",
    ),
    title: "the operator and its definitions are of one release",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#versions"), Trace::new("FR-001", "docs/stack.md#k-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Where a definition says for which operator it was made.
const VERSION: &str = "operator.prometheus.io/version";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, operator) in OPERATOR.find(cx, out, On::Every) {
        let containers = pod_templates_of(operator).as_ref().map(PodTemplate::containers).unwrap_or_default();
        let image =
            containers.iter().find_map(|container| container.node.dig_str(&["image"])).unwrap_or_default();
        let running = version(image);
        let reloader = arguments(operator).into_iter().find_map(|(place, argument)| {
            Some((place, argument.strip_prefix("--prometheus-config-reloader=")?))
        });
        if let Some((place, image)) = reloader.filter(|(_, image)| version(image) != running) {
            out.fail(
                Finding::new(
                    format!(
                        "the reloader is at {}, the operator of {} at {running}",
                        version(image),
                        cluster.id
                    ),
                    operator.location(&place),
                )
                .help("leave prometheusOperator.prometheusConfigReloader.image to the chart"),
            );
        }
        let own: Vec<_> = definitions(cx.stack).filter(|own| own.cluster == cluster.id).collect();
        if own.is_empty() {
            out.fail(missing(cluster, "definition of the operator's resources"));
        }
        for definition in own {
            out.examine("definitions");
            let made_for = definition.annotation(VERSION);
            if made_for != Some(running) {
                let made_for = made_for.unwrap_or("no version that it names");
                out.fail(
                    Finding::new(
                        format!("{} is made for {made_for}, the operator is at {running}", definition.id),
                        definition.location(&pointer(&["metadata", "annotations"])),
                    )
                    .related("the operator", operator.location(&pointer(&["spec"])))
                    .help("use one version of the chart in both stages"),
                );
            }
        }
    }
}

/// The version in the tag of an image, without the letter before it.
fn version(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    let tag = image.rsplit('/').next().and_then(|name| name.split_once(':')).map_or("latest", |(_, tag)| tag);
    tag.strip_prefix('v').unwrap_or(tag)
}
