use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`deploy/scripts/install-minikube.sh` starts minikube with the driver, the container runtime, the network plugin and the Kubernetes version of the contract.

## Why it matters

The design's own command line does not start: containerd is a runtime and no driver. A network plugin that enforces no policy makes every policy of the tree decoration.

## How it is judged

The script's words are read without comments: every flag `--driver`, `--container-runtime`, `--cni` and `--kubernetes-version`, and the variables they are filled from.

## How to fix

Use the values of `contracts/minikube-install.yaml` in the script.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.script-pins-the-contract"),
    title: "the installation script starts what the contract pins",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/design.md#contract-1"), Trace::new("FR-017", "docs/stack.md#m-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script, as the source tree shows it.
const SCRIPT: &str = "deploy/scripts/install-minikube.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(text) = cx.sources.and_then(|sources| sources.text(SCRIPT)) else {
        let demanded = cx.contracts.get(ContractId::MinikubeInstall).location.clone();
        out.fail(
            Finding::new(format!("{SCRIPT} is missing"), demanded)
                .help("add the script that installs Minikube"),
        );
        return;
    };
    for flag in ["driver", "container-runtime", "cni", "kubernetes-version"] {
        let fact = if flag == "kubernetes-version" { "kubernetes" } else { flag };
        let demanded = cx.contracts.fact(ContractId::MinikubeInstall, fact);
        out.examine("flags");
        let mut found = None;
        let mut offset = 0;
        for line in text.content.split_inclusive('\n') {
            let code = if line.trim_start().starts_with('#') { "" } else { line };
            if let Some(at) = code.find(&format!("--{flag}=")) {
                let value = &code[at + flag.len() + 3..];
                let end = value.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(value.len());
                let value = value[..end].trim_matches(['"', '\'']);
                found = Some((offset + at, expand(value, &text.content)));
                break;
            }
            offset += line.len();
        }
        let place = |at: usize| {
            let start = u32::try_from(at).unwrap_or_default();
            text.location(Span { start, end: start + u32::try_from(flag.len() + 2).unwrap_or_default() })
        };
        let message = match found {
            None => (format!("the script starts minikube without --{flag}"), place(0)),
            Some((_, value)) if value == demanded.value => continue,
            Some((at, value)) => (format!("--{flag} is `{value}`, not `{}`", demanded.value), place(at)),
        };
        out.fail(
            Finding::new(message.0, message.1)
                .related("the contract demands", demanded.location.clone())
                .help(format!("start minikube with --{flag}={}", demanded.value)),
        );
    }
}

/// The value of a shell word that is a variable set once in the script, else the word itself.
fn expand(word: &str, script: &str) -> String {
    let Some(name) = word.strip_prefix('$') else { return word.to_owned() };
    let name = name.trim_matches(['{', '}']);
    script
        .lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let line = line.strip_prefix("readonly ").unwrap_or(line);
            line.strip_prefix(name)?.strip_prefix('=')
        })
        .map(|value| {
            let value = value.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'']);
            // `${NAME:-default}` gives its default.
            value
                .strip_prefix("${")
                .and_then(|inner| inner.split_once(":-"))
                .map_or(value, |(_, default)| default.trim_end_matches('}'))
                .to_owned()
        })
        .next()
        .unwrap_or_else(|| word.to_owned())
}
