use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The driver deployer is told the replicas of the contract for attacher, provisioner, resizer and snapshotter.

## Why it matters

By default three of each are made, twelve pods on one node that take CPU and memory from the stack and add nothing: a node that is down takes all of them.

## How it is judged

The environment of the driver deployer is read.

## How to fix

Set `csi.*ReplicaCount` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.controllers-are-single"),
    title: "each CSI controller runs once",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#values-for-longhorn")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const DEPLOYER: Required = Required::new("Deployment", "longhorn-system", "longhorn-driver-deployer");
const CONTROLLERS: &[(&str, &str)] = &[
    ("CSI_ATTACHER_REPLICA_COUNT", "attacherReplicaCount"),
    ("CSI_PROVISIONER_REPLICA_COUNT", "provisionerReplicaCount"),
    ("CSI_RESIZER_REPLICA_COUNT", "resizerReplicaCount"),
    ("CSI_SNAPSHOTTER_REPLICA_COUNT", "snapshotterReplicaCount"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, "controllers");
    for (cluster, object) in DEPLOYER.find(cx, out, On::Every) {
        let env = ["spec", "template", "spec", "containers"];
        for (name, values) in CONTROLLERS {
            out.examine("controllers");
            let found = object
                .node
                .dig_seq(&env)
                .flat_map(|container| container.dig_seq(&["env"]))
                .find(|own| own.dig_str(&["name"]) == Some(name))
                .and_then(|own| own.dig_str(&["value"]));
            if found != Some(&demanded.value) {
                let finding = Finding::new(
                    format!(
                        "{name} of cluster {} is {}, not {}",
                        cluster.id,
                        found.unwrap_or("not set, which means 3"),
                        demanded.value
                    ),
                    object.location(&env.iter().fold(JsonPointer::root(), |place, key| place.key(key))),
                )
                .related("the contract demands", demanded.location.clone())
                .help(format!("set csi.{values} in the values file"));
                out.fail(with_values_key(finding, cx, object, &["csi", values]));
            }
        }
    }
}
