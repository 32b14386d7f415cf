//! Fluent Bit on every cluster: its `DaemonSet` and what its configuration says.

use std::sync::Arc;

use conform_manifest::{Object, yaml::Node};
use conform_model::{Finding, JsonPointer};

use super::{
    classic::{self, Section},
    pods::{Container, PodTemplate, pod_templates_of},
};
use crate::{
    Facts, Outcome,
    contracts::Cluster,
    required::{On, Required, missing},
    sources::with_values_key,
};

/// The collector of every cluster.
pub(crate) const COLLECTOR: Required = Required::new("DaemonSet", "logging", "fluent-bit");

/// What the collector reads at its start.
const CONFIG: Required = Required::new("ConfigMap", "logging", "fluent-bit");

/// The key of [`CONFIG`] that `--config` names.
pub(crate) const FILE: &str = "fluent-bit.conf";

/// The configuration of one cluster's collector.
#[derive(Debug)]
pub(crate) struct Config<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) object: &'a Object,
    pub(crate) sections: Vec<Section>,
}

/// Sections of one kind, those of one plugin if it is named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    section: &'static str,
    plugin: Option<&'static str>,
    /// What evidence calls them.
    plural: &'static str,
    /// The key of the values file, below `config`.
    values: &'static str,
}

impl Part {
    const fn new(section: &'static str, plugin: Option<&'static str>, values: &'static str) -> Self {
        Self { section, plugin, plural: values, values }
    }

    /// How findings name a section of it.
    pub(crate) fn label(&self, section: &Section) -> String {
        match section.get("name") {
            _ if self.section == "SERVICE" => "the service".to_owned(),
            Some(name) => format!("{} `{name}`", self.section.to_ascii_lowercase()),
            None => format!("a nameless {}", self.section.to_ascii_lowercase()),
        }
    }

    fn holds(&self, section: &Section) -> bool {
        section.name == self.section && self.plugin.is_none_or(|plugin| is_plugin(section, plugin))
    }
}

pub(crate) const SERVICE: Part = Part::new("SERVICE", None, "service");
pub(crate) const INPUTS: Part = Part::new("INPUT", None, "inputs");
pub(crate) const FILTERS: Part = Part::new("FILTER", None, "filters");
pub(crate) const OUTPUTS: Part = Part::new("OUTPUT", None, "outputs");
pub(crate) const TAIL: Part = Part::new("INPUT", Some("tail"), "inputs");
pub(crate) const KUBERNETES: Part = Part::new("FILTER", Some("kubernetes"), "filters");
pub(crate) const LUA: Part = Part::new("FILTER", Some("lua"), "filters");

/// Whether a section configures this plugin.
pub(crate) fn is_plugin(section: &Section, plugin: &str) -> bool {
    section.get("name").is_some_and(|name| name.eq_ignore_ascii_case(plugin))
}

impl Config<'_> {
    /// The sections of a part.
    pub(crate) fn of(&self, part: Part) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| part.holds(section))
    }

    /// A finding about the configuration, which the values file makes of the key of a part.
    pub(crate) fn fault(&self, cx: &Facts<'_>, part: Part, message: impl Into<String>) -> Finding {
        let place = JsonPointer::root().key("data").key(FILE);
        with_values_key(
            Finding::new(message, self.object.location(&place)),
            cx,
            self.object,
            &["config", part.values],
        )
    }
}

/// The configuration of every cluster; one that is missing or empty is a finding.
pub(crate) fn configs<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<Config<'a>> {
    let mut read = Vec::new();
    for (cluster, object) in CONFIG.find(cx, out, On::Every) {
        let text = object.node.dig_str(&["data", FILE]).unwrap_or_default();
        let config = Config { cluster, object, sections: classic::sections(text) };
        if config.sections.is_empty() {
            let message = format!("the configuration of cluster {} says nothing", cluster.id);
            out.fail(config.fault(cx, SERVICE, message).help("write the sections in the values file"));
        } else {
            read.push(config);
        }
    }
    read
}

/// The collector's pods and its container on every cluster, each counted as looked at.
pub(crate) fn collectors<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
) -> Vec<(&'a Cluster, PodTemplate<'a>, Container<'a>)> {
    let mut found = Vec::new();
    for (cluster, object) in COLLECTOR.find(cx, out, On::Every) {
        let pod = pod_templates_of(object);
        let container = pod.as_ref().and_then(|pod| {
            pod.containers().into_iter().find(|own| !own.init && own.name() == COLLECTOR.name)
        });
        match pod.zip(container) {
            Some((pod, container)) => {
                out.examine("collectors");
                found.push((cluster, pod, container));
            }
            None => out.fail(missing(cluster, "container `fluent-bit` in its collector")),
        }
    }
    found
}

/// What the bootstrap gives OpenSearch, such as its index template, read as JSON.
pub(crate) fn bootstrapped<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
    file: &str,
) -> Option<(&'a Object, Arc<Node>)> {
    const BOOTSTRAP: Required = Required::new("ConfigMap", "logging", "opensearch-bootstrap");
    let (_, object) = BOOTSTRAP.find(cx, out, On::Central).pop()?;
    let read = object.node.dig(&["data", file]).and_then(super::embedded);
    if read.is_none() {
        let place = JsonPointer::root().key("data").key(file);
        out.fail(
            Finding::new(format!("the bootstrap has no {file} that can be read"), object.location(&place))
                .help("write it as JSON into the files of the bootstrap"),
        );
    }
    Some((object, read?))
}

/// Looks at every section of a part, each counted as looked at.
///
/// That there is one at all is what other clauses hold: `every-input-has-an-output` for inputs and
/// outputs, `pods-are-named` and `levels-are-added` for filters. The service always exists.
pub(crate) fn each_section(
    cx: &Facts<'_>,
    out: &mut Outcome,
    part: Part,
    mut judge: impl FnMut(&Config<'_>, &Section, &mut Outcome),
) {
    let service = Section::empty("SERVICE");
    for config in configs(cx, out) {
        let mut seen = false;
        for section in config.of(part) {
            seen = true;
            out.examine(part.plural);
            judge(&config, section, out);
        }
        if !seen && part.section == "SERVICE" {
            out.examine(part.plural);
            judge(&config, &service, out);
        }
    }
}

/// A boolean as Fluent Bit reads one.
pub(crate) fn flag(value: &str) -> Option<bool> {
    let is = |names: &[&str]| names.iter().any(|name| value.eq_ignore_ascii_case(name));
    if is(&["on", "true", "yes"]) {
        Some(true)
    } else if is(&["off", "false", "no"]) {
        Some(false)
    } else {
        None
    }
}

/// A switch that has to be on or off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Switch {
    pub(crate) part: Part,
    pub(crate) key: &'static str,
    /// What it must be.
    pub(crate) on: bool,
    /// What it is where nobody sets it, as the plugin defines it.
    pub(crate) default: bool,
    /// What goes wrong otherwise.
    pub(crate) otherwise: &'static str,
}

/// Holds a switch in every section of its part.
pub(crate) fn judge_switch(cx: &Facts<'_>, out: &mut Outcome, switch: &Switch) {
    let word = |on: bool| if on { "On" } else { "Off" };
    each_section(cx, out, switch.part, |config, section, out| {
        let set = section.get(switch.key);
        let state = set.map_or(Some(switch.default), flag);
        if state == Some(switch.on) {
            return;
        }
        let found = match set {
            Some(value) => format!("is `{value}`"),
            None => format!("is not set and {} by default", word(switch.default)),
        };
        let label = switch.part.label(section);
        let message = format!("{} of {label} {found}: {}", switch.key, switch.otherwise);
        out.fail(config.fault(cx, switch.part, message).help(format!(
            "write `{} {}` in the values file",
            switch.key,
            word(switch.on)
        )));
    });
}

/// Whether a pattern of `Match` covers a tag; `*` stands for any text.
pub(crate) fn matches(pattern: &str, tag: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == tag,
        Some((head, rest)) => tag.strip_prefix(head).is_some_and(|tail| {
            (0..=tail.len()).any(|at| tail.get(at..).is_some_and(|tail| matches(rest, tail)))
        }),
    }
}

/// The tag of a file that a tail input reads: `*` in the tag is the path with dots for slashes.
pub(crate) fn tag_of(input: &Section) -> String {
    let path = input.get("path").unwrap_or_default().replace('*', "any");
    let dotted = path.trim_start_matches('/').replace('/', ".");
    input.get("tag").unwrap_or_default().replace('*', &dotted)
}

/// Whether a filter or an output takes records with this tag.
pub(crate) fn takes(section: &Section, tag: &str) -> bool {
    section.get("match").is_some_and(|pattern| matches(pattern, tag))
}

/// The name of an index that an output writes, on some day.
pub(crate) fn index_of(output: &Section) -> String {
    if output.get("logstash_format").and_then(flag) == Some(true) {
        let prefix = output.get("logstash_prefix").unwrap_or("logstash");
        let separator = output.get("logstash_prefix_separator").unwrap_or("-");
        format!("{prefix}{separator}2026.01.31")
    } else {
        output.get("index").unwrap_or("fluent-bit").to_owned()
    }
}

/// A size in bytes as Fluent Bit reads it: the units are powers of thousand.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor = match text.get(digits.len()..)? {
        "" => 1,
        "K" | "KB" => 1_000,
        "M" | "MB" => 1_000_000,
        "G" | "GB" => 1_000_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

/// A duration in seconds as Fluent Bit reads it.
pub(crate) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor = match text.get(digits.len()..)? {
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86400.0,
        _ => return None,
    };
    let value: f64 = digits.parse().ok()?;
    value.is_finite().then_some(value * factor)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("*", "kube.any", true)]
    #[case("kube.*", "kube.any", true)]
    #[case("kube.*", "host.any", false)]
    #[case("kube.*.log", "kube.a.b.log", true)]
    #[case("kube.*.log", "kube.a.b.txt", false)]
    #[case("kube", "kube.any", false)]
    fn patterns(#[case] pattern: &str, #[case] tag: &str, #[case] covers: bool) {
        assert_eq!(matches(pattern, tag), covers);
    }

    #[rstest]
    #[case("64M", Some(64_000_000))]
    #[case("2g", Some(2_000_000_000))]
    #[case("256kb", Some(256_000))]
    #[case("512", Some(512))]
    #[case("64Mi", None)]
    #[case("", None)]
    fn sizes(#[case] text: &str, #[case] expected: Option<u64>) {
        assert_eq!(bytes(text), expected);
    }

    #[rstest]
    #[case("5", Some(5.0))]
    #[case("0.5", Some(0.5))]
    #[case("2m", Some(120.0))]
    #[case("inf", None)]
    #[case("soon", None)]
    fn durations(#[case] text: &str, #[case] expected: Option<f64>) {
        assert_eq!(seconds(text), expected);
    }

    #[test]
    fn a_tag_takes_the_path() {
        let read = classic::sections("[INPUT]\nTag kube.*\nPath /var/log/containers/*.log\n");
        assert_eq!(tag_of(&read[0]), "kube.var.log.containers.any.log");
    }
}
