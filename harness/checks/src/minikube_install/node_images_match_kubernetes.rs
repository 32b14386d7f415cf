use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`deploy/images/preload-node.txt` names the control plane and the proxy with the pinned version, and images of the network of the contract.

## Why it matters

A node without internet starts nothing whose image is not there: after Kubernetes was raised without the list, kubeadm waits for a control plane that never comes.

## How it is judged

The tags of the four `kube-` images are compared with the fact `kubernetes`; an image of the fact `cni` must be there.

## How to fix

List the images of the new version: `kubeadm config images list`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.node-images-match-kubernetes"),
    title: "the preloaded images of the node are those of the pinned Kubernetes and its network",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

const LIST: &str = "deploy/images/preload-node.txt";
const PARTS: [&str; 4] = ["kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let kubernetes = cx.contracts.fact(ContractId::MinikubeInstall, "kubernetes");
    let cni = cx.contracts.fact(ContractId::MinikubeInstall, "cni");
    let Some(list) = cx.sources.and_then(|sources| sources.text(LIST)) else {
        let demanded = cx.contracts.get(ContractId::MinikubeInstall).location.clone();
        out.fail(
            Finding::missing(format!("{LIST} is missing"), demanded).help("list the images of the node"),
        );
        return;
    };
    let mut lines = Vec::new();
    let mut start = 0_u32;
    for line in list.content.split_inclusive('\n') {
        let end = start + u32::try_from(line.trim_end().len()).unwrap_or_default();
        lines.push((line.trim(), list.location(Span { start, end })));
        start += u32::try_from(line.len()).unwrap_or_default();
    }
    for part in PARTS {
        out.examine("images");
        let named = lines.iter().find_map(|(line, place)| {
            let (_, tag) = line.split_once(&format!("/{part}:"))?;
            Some((tag, place))
        });
        let (message, place) = match named {
            Some((tag, _)) if tag == kubernetes.value => continue,
            Some((tag, place)) => {
                (format!("{part} is listed with {tag}, not {}", kubernetes.value), place.clone())
            }
            None => (format!("{LIST} has no {part}"), lines[0].1.clone()),
        };
        out.fail(
            Finding::new(message, place)
                .related("the contract demands", kubernetes.location.clone())
                .help("list what `kubeadm config images list` says for this version"),
        );
    }
    out.examine("images");
    if lines.iter().all(|(line, _)| !line.contains(&format!("{}/", cni.value))) {
        out.fail(
            Finding::new(format!("{LIST} has no image of {}", cni.value), lines[0].1.clone())
                .related("the contract demands", cni.location.clone())
                .help("list the images of the network plugin"),
        );
    }
}
