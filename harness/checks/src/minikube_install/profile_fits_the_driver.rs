use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{installer, starts};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every call of minikube names the profile `minikube`.

## Why it matters

Driver `none` knows no profiles. With another name status and add-ons look at a cluster that does not exist, and a second run starts anew.

## How it is judged

The option `-p` or `--profile` of every call is compared; none means the same profile.

## How to fix

Use `-p $PROFILE` with `PROFILE=minikube`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.profile-fits-the-driver"),
    title: "minikube is called with the one profile that the driver knows",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#installation-script")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let driver = cx.contracts.fact(ContractId::MinikubeInstall, "driver");
    let profile = cx.contracts.fact(ContractId::MinikubeInstall, "profile");
    let Some((script, trace)) = installer(cx, out) else { return };
    starts(&script, &trace, out);
    for call in trace.iter().filter(|call| call.program() == "minikube") {
        out.examine("calls");
        let Some((value, place)) = call.option("-p").or_else(|| call.option("--profile")) else { continue };
        if value != profile.value {
            out.fail(
                Finding::new(
                    format!("driver {} knows no profile `{value}`", driver.value),
                    script.location(place),
                )
                .related("the contract demands", profile.location.clone())
                .help(format!("use -p {}", profile.value)),
            );
        }
    }
}
