use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::images::images;
use crate::required::{On, missing};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`deploy/images/preload.txt` names every image of every container and custom resource of the render, with the same tag and digest.

## Why it matters

A node without internet pulls nothing. One image that is not in the list leaves one pod in ImagePullBackOff, hours after the images were carried there.

## How it is judged

The lines of the list are compared with the images of the stack, as they are written.

## How to fix

Make the list anew: `conform render --out DIR && deploy/scripts/list-images.sh DIR > deploy/images/preload.txt`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.images-are-preloaded"),
    title: "every image of the render is in the list that nodes are preloaded with",
    level: Level::Must,
    traces: &[
        Trace::new("FR-001", "docs/stack.md#versions"),
        Trace::new("FR-020", "docs/stack.md#host-of-a-node"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

const LIST: &str = "deploy/images/preload.txt";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(list) = cx.sources.and_then(|sources| sources.text(LIST)) else {
        let demanded = cx.contracts.get(ContractId::MinikubeInstall).location.clone();
        out.fail(
            Finding::missing(format!("{LIST} is missing"), demanded).help("make it with list-images.sh"),
        );
        return;
    };
    let listed: Vec<&str> = list.content.lines().map(str::trim).collect();
    let found = images(cx.stack);
    for cluster in On::Every.clusters(cx) {
        let own = found.iter().filter(|image| image.object.cluster == cluster.id && !image.name.is_empty());
        let mut none = true;
        for image in own {
            none = false;
            out.examine("images");
            if !listed.contains(&image.name) {
                out.fail(
                    Finding::new(format!("{} is not in {LIST}", image.name), image.location())
                        .help("make the list anew with list-images.sh"),
                );
            }
        }
        if none {
            out.fail(missing(cluster, "image"));
        }
    }
}
