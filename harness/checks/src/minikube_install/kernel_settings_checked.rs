use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script goes over every setting of the fact `kernel-settings` with at least its value.

## Why it matters

Below 262144 memory maps OpenSearch refuses to start. Out of inotify watches Fluent Bit and the kubelet stop to follow files, without an error that names the cause.

## How it is judged

A loop before `minikube start` holds each setting as `name=value`, and a refusal names sysctl.

## How to fix

Raise the value in `SYSCTLS` of the script.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.kernel-settings-checked"),
    title: "the script refuses a host whose kernel settings are too low",
    level: Level::Must,
    traces: &[
        Trace::new("FR-008", "docs/stack.md#host-of-a-node"),
        Trace::new("FR-009", "docs/stack.md#host-of-a-node"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let settings = cx.contracts.fact(ContractId::MinikubeInstall, "kernel-settings");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    let loops: Vec<_> = before.iter().filter(|call| call.program() == "for").collect();
    for setting in settings.value.split_whitespace() {
        out.examine("settings");
        let (name, least) = setting.split_once('=').unwrap_or((setting, "0"));
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        let found = loops
            .iter()
            .flat_map(|call| &call.args)
            .find_map(|arg| Some((arg.text.strip_prefix(name)?.strip_prefix('=')?, arg)));
        let (message, place) = match found {
            Some((value, _)) if number(value) >= number(least) && refuses(before, "sysctl") => continue,
            Some((value, arg)) => {
                (format!("the script is content with {name}={value}, not {least}"), script.location(arg))
            }
            None => (format!("the script does not look at {name}"), at_start(&script, &trace)),
        };
        out.fail(
            Finding::new(message, place)
                .related("the contract demands", settings.location.clone())
                .help(format!("hold {name}={least} in SYSCTLS, over which check_host goes")),
        );
    }
}
