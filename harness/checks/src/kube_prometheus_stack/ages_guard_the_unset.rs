use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, every_query},
};

const DOCS: &str = "\
## What must hold

Where a time that is 0 until something happened first is subtracted, only values above 0 are taken.

## Why it matters

Until the first upload or backup the age is that of 1970: a warning that is wrong for hours after every installation is a warning that nobody reads later.

## How it is judged

`zero-until-first` of `contracts/metrics.yaml` names the metrics; between selector and subtraction there must be a comparison with `> 0`.

## How to fix

Write `time() - (max by (cluster) (metric) > 0)`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.ages-guard-the-unset"),
    title: "an age is computed only from a time that was set",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for found in every_query(cx, out) {
        for selection in found.query().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            if !cx.contracts.metrics.of(&selection.metric).is_some_and(|metric| metric.zero_until_first) {
                continue;
            }
            let minus =
                |step: &Step| matches!(step, Step::Operand { operator, right: true } if operator == "-");
            let Some(at) = selection.path.iter().position(minus) else { continue };
            let guarded = selection.path[at..].iter().any(|step| {
                matches!(step, Step::Compare { operator: ">" | "!=", number: Some(number) } if *number >= 0.0)
            });
            if !guarded {
                out.fail(
                    Finding::new(
                        format!(
                            "{} computes an age from `{}` although it is 0 at first",
                            found.by, selection.metric
                        ),
                        found.place.clone(),
                    )
                    .help("take only values above 0"),
                );
            }
        }
    }
}
