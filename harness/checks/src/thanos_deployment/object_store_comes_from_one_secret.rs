use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PROMETHEUS,
        component::{STORE, central, components},
        files::Held,
    },
    required::On,
};

const DOCS: &str = "\
## What must hold

Every component that reads the bucket is given it by `--objstore.config-file`, never in its arguments, and the file is the key of the Secret that the sidecar of its cluster uploads with.

## Why it matters

Credentials in arguments are readable by everyone who may list pods. With another Secret the store serves another bucket, and history is empty without a word.

## How it is judged

The path is followed through the mount to Secret and key, and compared with `spec.thanos.objectStorageConfig` of the Prometheus.

## How to fix

Mount the Secret `thanos-objstore` and name its key `objstore.yml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.object-store-comes-from-one-secret"),
    title: "Store Gateway and compactor read the object store of the sidecars",
    level: Level::Must,
    traces: &[
        Trace::new("FR-007a", "docs/stack.md#values-for-thanos"),
        Trace::new("FR-006", "docs/stack.md#values-for-thanos"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    central(cx, out, STORE);
    let prometheuses = PROMETHEUS.find(cx, out, On::Every);
    for component in components(cx.stack) {
        if !["store", "compact"].contains(&component.subcommand) {
            continue;
        }
        out.examine("components");
        if component.flag("objstore.config").is_some() {
            out.fail(
                Finding::new(
                    format!(
                        "{} has its object store, credentials included, in its arguments",
                        component.object.id
                    ),
                    component.place("objstore.config"),
                )
                .help("put it into a Secret and name the file by --objstore.config-file"),
            );
            continue;
        }
        let uploads = prometheuses
            .iter()
            .find(|(cluster, _)| cluster.id == component.object.cluster)
            .and_then(|(_, prometheus)| prometheus.node.dig(&["spec", "thanos", "objectStorageConfig"]))
            .and_then(|own| own.dig_str(&["name"]).zip(own.dig_str(&["key"])));
        let held = component.value("objstore.config-file").map(|path| component.held(path));
        let wrong = match (&held, uploads) {
            (Some(Held::Secret { name, key }), Some((own, own_key))) if *name == own && *key == own_key => {
                continue;
            }
            (Some(Held::Secret { name, .. }), _) => {
                format!("reads its object store from Secret {name}, the sidecar from another")
            }
            _ => "reads its object store from no Secret".to_owned(),
        };
        out.fail(
            Finding::new(format!("{} {wrong}", component.object.id), component.place("objstore.config-file"))
                .help("mount the Secret that spec.thanos.objectStorageConfig names, and its key"),
        );
    }
}
