use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        classic,
        fluent_bit::{FILTERS, INPUTS, SERVICE, collectors, configs},
        mounted::mount_of,
    },
};

const DOCS: &str = "\
## What must hold

Every parser that an input or a filter names is built in, or defined in a file that the service section reads; every such file exists.

## Why it matters

Fluent Bit refuses to start over a missing file of parsers. A parser that nobody defines is reported once, in a line that nobody reads, and lines stay as they are.

## How it is judged

Names are looked up among the parsers of the image and in the mounted files of `Parsers_File`.

## How to fix

Define the parser under `config.customParsers`, and name its file by `Parsers_File`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.parsers-exist"),
    title: "every parser that is named exists",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The parsers of the image's own file, and the multiline parsers that are built in.
const SHIPPED: &str = "/fluent-bit/etc/parsers.conf";
const BUILT_IN: &[&str] = &["cri", "docker", "go", "java", "python", "ruby"];
const PARSERS: &[&str] = &[
    "apache",
    "apache2",
    "apache_error",
    "cri",
    "docker",
    "docker-daemon",
    "envoy",
    "istio-envoy-proxy",
    "json",
    "k8s-nginx-ingress",
    "kube-custom",
    "mongodb",
    "nginx",
    "syslog-rfc3164",
    "syslog-rfc3164-local",
    "syslog-rfc5424",
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    for config in configs(cx, out) {
        let mut known: Vec<String> = BUILT_IN.iter().map(|name| (*name).to_owned()).collect();
        for path in config.of(SERVICE).flat_map(|service| service.all("parsers_file")) {
            out.examine("files of parsers");
            if path == SHIPPED {
                known.extend(PARSERS.iter().map(|name| (*name).to_owned()));
                continue;
            }
            let path =
                if path.starts_with('/') { path.to_owned() } else { format!("/fluent-bit/etc/conf/{path}") };
            for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
                let source =
                    mount_of(pod, container.node, &path).and_then(|mount| mount.source(cx, pod.object));
                match source.as_ref().and_then(|(object, key)| object.node.dig_str(&["data", key])) {
                    Some(text) => known.extend(
                        classic::sections(text)
                            .iter()
                            .filter_map(|own| own.get("name"))
                            .map(ToOwned::to_owned),
                    ),
                    None => out.fail(
                        config
                            .fault(cx, SERVICE, format!("`{path}`, a file of parsers, is not mounted"))
                            .help("mount the file, or take the line out"),
                    ),
                }
            }
        }
        for part in [INPUTS, FILTERS] {
            for section in config.of(part) {
                let names =
                    ["parser", "multiline.parser", "merge_parser", "regex_parser", "docker_mode_parser"]
                        .into_iter()
                        .flat_map(|key| section.all(key))
                        .flat_map(|names| names.split(','))
                        .map(str::trim);
                for name in names {
                    out.examine("parsers");
                    if !known.iter().any(|own| own == name) {
                        let message =
                            format!("`{name}`, a parser of {}, is defined nowhere", part.label(section));
                        out.fail(
                            config
                                .fault(cx, part, message)
                                .help("define the parser, or name one that exists"),
                        );
                    }
                }
            }
        }
    }
}
