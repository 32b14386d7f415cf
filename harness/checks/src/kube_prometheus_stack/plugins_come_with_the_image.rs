use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{files::Held, grafana_server::grafanas},
};

const DOCS: &str = "\
## What must hold

No Grafana is told to install plugins at its start, the plugins that it installs by itself are off, and the folder of plugins is not hidden by a mount.

## Why it matters

The chart turns its list of plugins into a download at every start, which blocks where there is no internet. The folder where Grafana looks for plugins lies on the volume by default, and a volume hides what the image has there: the datasource of the logs is then of an unknown type.

## How it is judged

Variables for the installation, `[plugins] preinstall_disabled` and `[paths] plugins` are read; the folder is followed through the mounts.

## How to fix

Leave `grafana.plugins` empty, build plugins into the image under `deploy/images/grafana`, and set `paths.plugins` to its folder.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.plugins-come-with-the-image"),
    title: "Grafana starts with the plugins of its image and downloads none",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Variables that make Grafana download plugins.
const DOWNLOADS: [&str; 3] = ["GF_INSTALL_PLUGINS", "GF_PLUGINS_PREINSTALL", "GF_PLUGINS_PREINSTALL_SYNC"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        out.examine("grafanas");
        let (cluster, deployment) = (&grafana.cluster.id, grafana.deployment);
        for name in DOWNLOADS {
            if let Some((place, _)) = grafana.variable(name) {
                out.fail(
                    Finding::new(
                        format!("{name} makes Grafana of {cluster} download plugins"),
                        deployment.location(&place),
                    )
                    .help("leave grafana.plugins empty; the image brings the plugins"),
                );
            }
        }
        if grafana.setting(cx.stack, "plugins", "preinstall_disabled").as_deref() != Some("true") {
            out.fail(
                Finding::new(
                    format!("Grafana of {cluster} downloads the plugins it believes to need"),
                    deployment.location(&grafana.server.pointer),
                )
                .help("set plugins.preinstall_disabled to true in grafana.grafana.ini"),
            );
        }
        let folder = grafana.setting(cx.stack, "paths", "plugins").unwrap_or_else(|| DEFAULT.to_owned());
        if grafana.held(&folder) != Held::Nothing {
            out.fail(
                Finding::new(
                    format!("{folder} lies below a mount, which hides the plugins of the image"),
                    deployment.location(&grafana.server.pointer.key("volumeMounts")),
                )
                .help("set paths.plugins in grafana.grafana.ini to the folder of the image"),
            );
        }
    }
}

/// Where Grafana looks for plugins unless told otherwise.
const DEFAULT: &str = "/var/lib/grafana/plugins";
