use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, TAIL, each_section, tag_of, takes},
};

const DOCS: &str = "\
## What must hold

`Kube_Tag_Prefix` of the metadata filter is how the tags of its records begin, up to the name of the log file.

## Why it matters

The filter cuts the prefix off and takes the rest for pod, namespace and container. With another tag or folder it finds no pod, and records come without metadata.

## How it is judged

The tag of each tail input is formed from its path; the prefix, `kube.var.log.containers.` by default, is compared with it.

## How to fix

Set `Kube_Tag_Prefix` in `config.filters`, or restore `Tag kube.*`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.tag-prefix-agrees"),
    title: "the metadata filter can read pod and container from the tag",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-16")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What the filter takes where nobody says otherwise.
const DEFAULT: &str = "kube.var.log.containers.";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, KUBERNETES, |config, filter, out| {
        let prefix = filter.get("kube_tag_prefix").unwrap_or(DEFAULT);
        for input in config.of(TAIL) {
            let folder =
                input.get("path").and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
            let dotted = folder.trim_start_matches('/').replace('/', ".");
            let begins = input.get("tag").unwrap_or_default().replace('*', &format!("{dotted}."));
            if takes(filter, &tag_of(input)) && begins != prefix {
                let message =
                    format!("tags begin with `{begins}`, and the metadata filter cuts `{prefix}` off");
                out.fail(
                    config
                        .fault(cx, KUBERNETES, message)
                        .help(format!("write `Kube_Tag_Prefix {begins}`, or restore the tag")),
                );
            }
        }
    });
}
