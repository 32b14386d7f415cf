use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The storage class `longhorn` carries the annotation of the default class, and no other class of the cluster does.

## Why it matters

Claims without a class go to the default. With two defaults the newer one takes them, with none they wait for ever.

## How it is judged

The class in the ConfigMap `longhorn-storageclass` and every rendered StorageClass are read. That Minikube's own class is switched off is judged on the installation script.

## How to fix

Set `persistence.defaultClass: true`; take the annotation from other classes.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.class-is-the-default"),
    title: "the class of Longhorn is the one default of its cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#values-for-kubernetes")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const DEFAULT: &str = "storageclass.kubernetes.io/is-default-class";
const NAME: &str = "longhorn";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, CLASS) {
        let cluster = &file.cluster.id;
        let name = file.text(&["metadata", "name"]).unwrap_or_default();
        let default = file.text(&["metadata", "annotations", DEFAULT]);
        if name != NAME || default.as_deref() != Some("true") {
            let finding = Finding::new(
                format!("cluster {cluster} has no default class `{NAME}`: Longhorn makes `{name}`, which is not it"),
                file.location(),
            )
            .help("set persistence.defaultClass in the values file");
            out.fail(with_values_key(finding, cx, file.object, &["persistence", "defaultClass"]));
        }
        for class in cx.stack.of_kind("StorageClass").filter(|class| class.cluster == *cluster) {
            out.examine("storage classes");
            if class.annotation(DEFAULT) == Some("true") {
                let place = JsonPointer::root().key("metadata").key("annotations").key(DEFAULT);
                out.fail(
                    Finding::new(
                        format!("{} of cluster {cluster} is a second default", class.id),
                        class.location(&place),
                    )
                    .related("the first", file.location())
                    .help("take the annotation away"),
                );
            }
        }
    }
}
