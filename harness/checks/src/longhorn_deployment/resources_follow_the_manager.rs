use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required, in_each},
};

const DOCS: &str = "\
## What must hold

No resource of group `longhorn.io` is in the stage of Longhorn or before it.

## Why it matters

Its definitions come with the chart, and its webhook answers once the manager runs. A resource in the same stage is refused, and the stage fails half applied.

## How it is judged

The stage of each resource is compared with that of the manager; stages are applied in the order of their names.

## How to fix

Move the resource to `deploy/base/longhorn-config`, which stage 90 takes.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.resources-follow-the-manager"),
    title: "Longhorn's own resources come after Longhorn",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-22")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const MANAGER: Required = Required::new("DaemonSet", "longhorn-system", "longhorn-manager");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let managers = MANAGER.find(cx, out, On::Every);
    in_each(cx, out, On::Every, "resource of Longhorn's own", |cluster, out| {
        let manager = managers.iter().find(|(own, _)| own.id == cluster.id).map(|(_, object)| *object);
        let mut seen = 0;
        for object in
            cx.stack.objects().filter(|object| object.cluster == cluster.id && object.id.class.group == GROUP)
        {
            out.examine("resources");
            seen += 1;
            if let Some(manager) = manager.filter(|manager| object.stage <= manager.stage) {
                out.fail(
                    Finding::new(
                        format!(
                            "{} of cluster {} is applied in stage {}, before anybody can take it",
                            object.id, cluster.id, object.stage
                        ),
                        object.location(&JsonPointer::root().key("kind")),
                    )
                    .related("the manager comes here", manager.location(&JsonPointer::root().key("kind")))
                    .help("move it to a later stage"),
                );
            }
        }
        seen
    });
}

const GROUP: &str = "longhorn.io";
