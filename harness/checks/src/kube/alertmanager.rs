//! Alertmanager: its resource, and its configuration as it stands in a Secret.

use std::collections::BTreeMap;

use conform_manifest::{
    Object, secret,
    yaml::{Node, Text, parse_one},
};
use conform_model::{Finding, Location};

use super::pointer;
use crate::{
    Facts, Outcome,
    contracts::Cluster,
    required::{On, Required, missing},
};

/// The Alertmanager of every cluster, by the name that the contract fixes.
pub(crate) const ALERTMANAGER: Required = Required::new("Alertmanager", "monitoring", "kps-alertmanager");

/// The key that the operator reads.
const KEY: &str = "alertmanager.yaml";

/// The configuration of one cluster's Alertmanager.
#[derive(Debug, Clone)]
pub(crate) struct Routing<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) alertmanager: &'a Object,
    secret: &'a Object,
    /// The configuration.
    pub(crate) config: Node,
}

/// A route with what it inherits.
#[derive(Debug, Clone)]
pub(crate) struct Route<'a> {
    /// Where it stands in the configuration, such as `route.routes[1]`.
    pub(crate) path: String,
    /// What it says itself.
    pub(crate) node: &'a Node,
    /// The receiver, its own or that of the route above.
    pub(crate) receiver: Option<&'a str>,
    /// The labels by which it groups, its own or those of the route above.
    pub(crate) group_by: Vec<&'a str>,
}

/// The configurations that the operator hands to Alertmanager.
///
/// A cluster without one is a finding: the operator would start Alertmanager with a receiver that
/// drops everything.
pub(crate) fn routings<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<Routing<'a>> {
    let mut found = Vec::new();
    for (cluster, alertmanager) in ALERTMANAGER.find(cx, out, On::Every) {
        let default = format!("alertmanager-{}", alertmanager.name());
        let name = alertmanager.node.dig_str(&["spec", "configSecret"]).unwrap_or(&default);
        let place = alertmanager.location(&pointer(&["spec", "configSecret"]));
        let Some(secret) = cx.stack.find(&cluster.id, "Secret", alertmanager.namespace(), name) else {
            out.fail(missing(cluster, &format!("Secret monitoring/{name} with the routes of alerts")));
            continue;
        };
        let Some(text) = secret::text(secret, KEY) else {
            let message = format!("{} has no key `{KEY}` with the routes of alerts", secret.id);
            out.fail(
                Finding::missing(message, place)
                    .help("generate it from deploy/base/kube-prometheus-stack/alertmanager"),
            );
            continue;
        };
        match parse_one(&Text::new(KEY, text)) {
            Ok(config) => found.push(Routing { cluster, alertmanager, secret, config }),
            Err(error) => out.fail(
                Finding::missing(format!("`{KEY}` of {} is no YAML: {}", secret.id, error.message), place)
                    .help("mend deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml"),
            ),
        }
    }
    found
}

impl Routing<'_> {
    /// Where the configuration stands.
    pub(crate) fn place(&self) -> Location {
        let field = if self.secret.node.dig(&["stringData", KEY]).is_some() { "stringData" } else { "data" };
        self.secret.location(&pointer(&[field, KEY]))
    }

    /// Every route, the first one included.
    pub(crate) fn routes(&self) -> Vec<Route<'_>> {
        let mut found = Vec::new();
        if let Some(root) = self.config.get("route") {
            walk(root, "route", None, &[], &mut found);
        }
        found
    }

    /// Every receiver.
    pub(crate) fn receivers(&self) -> impl Iterator<Item = &Node> {
        self.config.dig_seq(&["receivers"])
    }

    /// The ways by which a receiver notifies: the kind, such as `webhook`, and its settings.
    pub(crate) fn ways(receiver: &Node) -> impl Iterator<Item = (&str, &Node)> {
        receiver.as_map().into_iter().flatten().flat_map(|entry| {
            let kind = entry.key.strip_suffix("_configs");
            let settings = entry.value.as_seq().unwrap_or_default();
            settings.iter().filter_map(move |settings| Some((kind?, settings)))
        })
    }

    /// Whether the receiver of this name is defined and tells nobody.
    pub(crate) fn is_silent(&self, name: &str) -> bool {
        self.receivers().any(|own| own.dig_str(&["name"]) == Some(name) && Self::ways(own).next().is_none())
    }

    /// The receivers that an alert with these labels reaches; `None` where a matcher cannot be read.
    fn reached(&self, labels: &BTreeMap<&str, &str>) -> Option<Vec<&str>> {
        let mut found = Vec::new();
        descend(self.config.get("route")?, None, labels, &mut found)?;
        Some(found)
    }
}

/// The receivers that an alert with these labels reaches. Where a matcher cannot be read, that part
/// could not be looked at.
pub(crate) fn follow<'r>(
    routing: &'r Routing<'_>,
    labels: &BTreeMap<&str, &str>,
    out: &mut Outcome,
) -> Option<Vec<&'r str>> {
    let reached = routing.reached(labels);
    if reached.is_none() {
        out.block("a matcher of Alertmanager says more than equality, alternatives and `.*`");
    }
    reached
}

fn walk<'a>(
    node: &'a Node,
    path: &str,
    above: Option<&'a str>,
    grouped: &[&'a str],
    found: &mut Vec<Route<'a>>,
) {
    let receiver = node.dig_str(&["receiver"]).or(above);
    let group_by = match node.get("group_by") {
        Some(_) => node.dig_seq(&["group_by"]).filter_map(Node::as_str).collect(),
        None => grouped.to_vec(),
    };
    found.push(Route { path: path.to_owned(), node, receiver, group_by: group_by.clone() });
    for (at, child) in node.dig_seq(&["routes"]).enumerate() {
        walk(child, &format!("{path}.routes[{at}]"), receiver, &group_by, found);
    }
}

/// Follows an alert down the tree, as Alertmanager does: the first matching child takes it unless
/// that child says `continue`, and a route none of whose children match keeps it.
fn descend<'a>(
    node: &'a Node,
    above: Option<&'a str>,
    labels: &BTreeMap<&str, &str>,
    found: &mut Vec<&'a str>,
) -> Option<()> {
    let receiver = node.dig_str(&["receiver"]).or(above);
    let mut taken = false;
    for child in node.dig_seq(&["routes"]) {
        if matches_all(child, labels)? {
            taken = true;
            descend(child, receiver, labels, found)?;
            if child.get("continue").and_then(Node::as_bool) != Some(true) {
                break;
            }
        }
    }
    if !taken {
        found.extend(receiver);
    }
    Some(())
}

/// Whether all matchers of a list hold; `None` where one cannot be read.
fn matches_all(node: &Node, labels: &BTreeMap<&str, &str>) -> Option<bool> {
    for matcher in node.dig_seq(&["matchers"]) {
        if !matcher_holds(matcher.as_str()?, labels)? {
            return Some(false);
        }
    }
    for entry in node.get("match").and_then(Node::as_map).into_iter().flatten() {
        if labels.get(&*entry.key).copied().unwrap_or_default() != entry.value.as_str()? {
            return Some(false);
        }
    }
    Some(true)
}

/// One matcher, such as `severity="critical"`; a label that is not there is empty.
fn matcher_holds(matcher: &str, labels: &BTreeMap<&str, &str>) -> Option<bool> {
    let end = matcher.find(['=', '!'])?;
    let (name, rest) = matcher.split_at(end);
    let operator = ["=~", "!~", "!=", "="].into_iter().find(|operator| rest.starts_with(operator))?;
    let value = rest[operator.len()..].trim();
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let own = labels.get(name.trim()).copied().unwrap_or_default();
    Some(match operator {
        "=" => own == value,
        "!=" => own != value,
        "=~" => pattern_matches(value, own)?,
        _ => !pattern_matches(value, own)?,
    })
}

/// An anchored expression of alternatives, each literal text with `.*` and `.+` in it; `None` for
/// whatever else regular expressions can say.
fn pattern_matches(pattern: &str, text: &str) -> Option<bool> {
    let mut any = false;
    for alternative in pattern.split('|') {
        let literal = alternative.replace(".*", "").replace(".+", "");
        if literal.contains(['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '^', '$', '\\']) {
            return None;
        }
        any |= alternative_matches(alternative, text);
    }
    Some(any)
}

fn alternative_matches(pattern: &str, text: &str) -> bool {
    let wildcard = pattern.find(".*").into_iter().chain(pattern.find(".+")).min();
    let Some(at) = wildcard else { return pattern == text };
    let Some(rest) = text.strip_prefix(&pattern[..at]) else { return false };
    let least = usize::from(pattern[at..].starts_with(".+"));
    let tail = &pattern[at + 2..];
    rest.char_indices()
        .map(|(index, _)| index)
        .chain([rest.len()])
        .enumerate()
        .any(|(skipped, index)| skipped >= least && alternative_matches(tail, &rest[index..]))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("severity=\"critical\"", Some(true))]
    #[case("severity != critical", Some(false))]
    #[case("run=\"\"", Some(true))]
    #[case("run=~\".+\"", Some(false))]
    #[case("severity=~\"warning|critical\"", Some(true))]
    #[case("severity=~\"crit.*\"", Some(true))]
    #[case("severity!~\".*cal\"", Some(false))]
    #[case("severity=~\"[a-z]+\"", None)]
    #[case("severity", None)]
    fn matchers(#[case] matcher: &str, #[case] holds: Option<bool>) {
        assert_eq!(matcher_holds(matcher, &BTreeMap::from([("severity", "critical")])), holds);
    }

    #[rstest]
    #[case(&[("severity", "critical")], &["pager"])]
    #[case(&[("severity", "warning")], &["mail"])]
    #[case(&[("severity", "critical"), ("team", "logs")], &["all", "pager"])]
    fn alerts_go_down_the_tree(#[case] labels: &[(&str, &str)], #[case] expected: &[&str]) {
        let text = "receiver: mail\nroutes:\n- {receiver: all, matchers: [team=logs], continue: true}\n\
            - {receiver: pager, matchers: ['severity=\"critical\"']}\n- {receiver: none, matchers: ['severity=\"critical\"']}\n";
        let root = parse_one(&Text::new("t", text)).unwrap();
        let mut found = Vec::new();
        let labels = labels.iter().copied().collect();
        descend(&root, None, &labels, &mut found).unwrap();
        assert_eq!(found, expected);
    }
}
