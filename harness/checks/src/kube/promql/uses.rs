//! The expressions of the stack: those of rules, and those of dashboards.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use conform_manifest::{
    Object,
    yaml::{Node, Value},
};
use conform_model::{ContractId, JsonPointer, Location};

use super::{Query, query};
use crate::{
    Facts, Outcome,
    kube::{duration::seconds, embedded},
    required::{On, each_has},
};

/// A rule with its expression, read.
#[derive(Debug, Clone)]
pub(crate) struct RuleQuery<'a> {
    /// The object that holds it.
    pub(crate) object: &'a Object,
    /// The rule.
    pub(crate) node: &'a Node,
    /// Its expression; the error says why it cannot be read.
    pub(crate) query: Arc<Result<Query, String>>,
    place: JsonPointer,
}

impl RuleQuery<'_> {
    /// Whether it alerts; others record.
    pub(crate) fn alerts(&self) -> bool {
        self.node.get("alert").is_some()
    }

    /// The name of the alert, or that of the metric it records.
    pub(crate) fn name(&self) -> &str {
        self.node.dig_str(&["alert"]).or_else(|| self.node.dig_str(&["record"])).unwrap_or_default()
    }

    /// What it is, in words.
    pub(crate) fn words(&self) -> String {
        format!("{} {}", if self.alerts() { "alert" } else { "recording" }, self.name())
    }

    /// Its expression, if it could be read.
    pub(crate) fn read(&self) -> Option<&Query> {
        self.query.as_ref().as_ref().ok()
    }

    /// Its severity, or the empty string.
    pub(crate) fn severity(&self) -> &str {
        self.node.dig_str(&["labels", "severity"]).unwrap_or_default()
    }

    /// Where a part of it stands.
    pub(crate) fn location(&self, route: &[&str]) -> Location {
        self.object.location(&route.iter().fold(self.place.clone(), |place, key| place.key(key)))
    }
}

/// Every rule of every cluster; a cluster without any is a finding.
pub(crate) fn rule_queries<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<RuleQuery<'a>> {
    let mut found = Vec::new();
    for object in cx.stack.of_kind("PrometheusRule") {
        let groups = JsonPointer::root().key("spec").key("groups");
        for (group, node) in object.node.dig_seq(&["spec", "groups"]).enumerate() {
            for (at, rule) in node.dig_seq(&["rules"]).enumerate() {
                let text = rule.get("expr").and_then(Node::as_str).unwrap_or_default();
                let place = groups.index(group).key("rules").index(at);
                found.push(RuleQuery { object, node: rule, query: query(text), place });
            }
        }
    }
    let objects: Vec<&Object> = found.iter().map(|rule| rule.object).collect();
    each_has(cx, out, On::Every, "alert rule", &objects);
    found
}

/// Every alert of every cluster; a cluster without any rule is a finding.
pub(crate) fn alert_queries<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<RuleQuery<'a>> {
    let mut rules = rule_queries(cx, out);
    rules.retain(RuleQuery::alerts);
    rules
}

/// A question that a dashboard asks.
#[derive(Debug, Clone)]
pub(crate) struct PanelQuery<'a> {
    /// The ConfigMap that holds the dashboard.
    pub(crate) map: &'a Object,
    /// Where the dashboard stands.
    pub(crate) place: Location,
    /// What is asked.
    pub(crate) asked: Arc<Asked>,
}

impl PanelQuery<'_> {
    /// The expression, if it is one that could be read.
    pub(crate) fn read(&self) -> Option<&Query> {
        self.asked.query.as_ref().and_then(|query| query.as_ref().as_ref().ok())
    }
}

/// A question and who asks it.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Panel and dashboard, or variable and dashboard, in words.
    pub(crate) by: String,
    /// Whether it fills a variable.
    pub(crate) variable: bool,
    /// The text of the question.
    pub(crate) text: String,
    /// For questions to Prometheus: the expression, read.
    pub(crate) query: Option<Arc<Result<Query, String>>>,
}

/// Questions by the text of the dashboard and the length of a scrape.
type Memo = Mutex<HashMap<(String, u64), Vec<Arc<Asked>>>>;

static READ: OnceLock<Memo> = OnceLock::new();

/// Every question of every dashboard that Grafana's sidecar would provision; a cluster without any
/// is a finding. What is no dashboard is left to the clause that compares the dashboards.
///
/// Grafana's macros follow from the scrape interval of the contract.
pub(crate) fn panel_queries<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<PanelQuery<'a>> {
    let scrape = scrape_interval(cx);
    let mut found = Vec::new();
    for map in cx.stack.of_kind("ConfigMap").filter(|map| map.label("grafana_dashboard") == Some("1")) {
        for entry in map.node.get("data").and_then(Node::as_map).into_iter().flatten() {
            let place = map.location(&JsonPointer::root().key("data").key(&entry.key));
            for asked in of_dashboard(&entry.value, scrape) {
                found.push(PanelQuery { map, place: place.clone(), asked });
            }
        }
    }
    let maps: Vec<&Object> = found.iter().map(|found| found.map).collect();
    each_has(cx, out, On::Every, "question in a dashboard", &maps);
    found
}

/// The scrape interval of the contract, in seconds.
pub(crate) fn scrape_interval(cx: &Facts<'_>) -> u64 {
    let interval = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    seconds(&interval.value).unwrap_or_default()
}

/// An expression that could be read, and who uses it.
#[derive(Debug, Clone)]
pub(crate) struct Use {
    /// The rule or the panel, in words.
    pub(crate) by: String,
    /// Where the expression stands.
    pub(crate) place: Location,
    read: Arc<Result<Query, String>>,
}

impl Use {
    /// The expression.
    pub(crate) fn query(&self) -> Option<&Query> {
        self.read.as_ref().as_ref().ok()
    }
}

/// Every expression of rules and of panels that can be read; those that cannot are findings of the
/// clauses that say so.
pub(crate) fn every_query(cx: &Facts<'_>, out: &mut Outcome) -> Vec<Use> {
    let rules = rule_queries(cx, out).into_iter().map(|rule| Use {
        by: rule.words(),
        place: rule.location(&["expr"]),
        read: rule.query,
    });
    let panels = panel_queries(cx, out).into_iter().filter_map(|panel| {
        let read = Arc::clone(panel.asked.query.as_ref()?);
        Some(Use { by: panel.asked.by.clone(), place: panel.place, read })
    });
    rules.chain(panels).filter(|found| found.query().is_some()).collect()
}

fn of_dashboard(text: &Node, scrape: u64) -> Vec<Arc<Asked>> {
    let Some(own) = text.as_str() else { return Vec::new() };
    let key = (own.to_owned(), scrape);
    let memo = READ.get_or_init(Mutex::default);
    if let Some(read) = memo.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return read.clone();
    }
    let read = embedded(text).map_or_else(Vec::new, |dashboard| questions(&dashboard, scrape));
    memo.lock().unwrap_or_else(PoisonError::into_inner).insert(key, read.clone());
    read
}

fn questions(dashboard: &Node, scrape: u64) -> Vec<Arc<Asked>> {
    let name = dashboard.dig_str(&["uid"]).unwrap_or("without uid");
    let mut found = Vec::new();
    let mut panels: Vec<&Node> = Vec::new();
    for panel in dashboard.dig_seq(&["panels"]) {
        panels.push(panel);
        panels.extend(panel.dig_seq(&["panels"]));
    }
    for panel in panels {
        let title = panel.dig_str(&["title"]).unwrap_or("without title");
        for target in panel.dig_seq(&["targets"]) {
            let source = source(target).or_else(|| source(panel)).unwrap_or(PROMETHEUS).to_owned();
            let text = ["expr", "query"].iter().find_map(|key| target.dig_str(&[key])).unwrap_or_default();
            let by = format!("panel `{title}` of dashboard `{name}`");
            let query = (source == PROMETHEUS).then(|| query(&resolve(text, scrape)));
            found.push(Asked { by, variable: false, text: text.to_owned(), query });
        }
    }
    for variable in dashboard.dig_seq(&["templating", "list"]) {
        let kind = variable.dig_str(&["type"]);
        let source = source(variable).unwrap_or(PROMETHEUS);
        if kind != Some("query") || source != PROMETHEUS {
            continue;
        }
        let text = match variable.get("query").map(|node| &node.value) {
            Some(Value::String(text)) => text.to_string(),
            _ => variable.dig_str(&["query", "query"]).unwrap_or_default().to_owned(),
        };
        let by =
            format!("variable `{}` of dashboard `{name}`", variable.dig_str(&["name"]).unwrap_or_default());
        if let Some(series) = series_of(&text) {
            let query = Some(query(&resolve(series, scrape)));
            found.push(Asked { by, variable: true, text, query });
        }
    }
    found.into_iter().map(Arc::new).collect()
}

/// The type of the data source that is asked where nothing else is said.
const PROMETHEUS: &str = "prometheus";

fn source(node: &Node) -> Option<&str> {
    node.dig_str(&["datasource", "type"])
}

/// The series that the query of a variable reads: the first argument of `label_values`, or that of
/// `query_result`. Questions for names alone read none.
fn series_of(text: &str) -> Option<&str> {
    let inside = |name: &str| text.trim().strip_prefix(name)?.trim().strip_prefix('(')?.strip_suffix(')');
    if let Some(arguments) = inside("label_values") {
        return arguments.rsplit_once(',').map(|(series, _)| series.trim());
    }
    if let Some(arguments) = inside("query_result") {
        return Some(arguments);
    }
    let of_names = ["label_names", "metrics"].iter().any(|name| inside(name).is_some());
    (!of_names).then_some(text)
}

/// Grafana's macros as durations, and all spellings of a variable as `$name`.
fn resolve(text: &str, scrape: u64) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', '[']) {
        resolved.push_str(&rest[..at]);
        let (found, length) = variable(&rest[at..]);
        match found {
            Some("__rate_interval") => resolved.push_str(&format!("{}s", 4 * scrape)),
            Some("__interval") => resolved.push_str(&format!("{scrape}s")),
            Some("__range") => resolved.push_str("1h"),
            Some(name) => {
                resolved.push('$');
                resolved.push_str(name);
            }
            None => resolved.push_str(&rest[at..at + length]),
        }
        rest = &rest[at + length..];
    }
    resolved.push_str(rest);
    resolved
}

/// The variable that a text begins with, as `$a`, `${a}`, `${a:format}` or `[[a]]`, and its length.
fn variable(text: &str) -> (Option<&str>, usize) {
    for (open, close) in [("${", "}"), ("[[", "]]")] {
        if let Some(rest) = text.strip_prefix(open)
            && let Some(end) = rest.find(close)
        {
            let name = rest[..end].split(':').next();
            return (name, open.len() + end + close.len());
        }
    }
    let name = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    match text.strip_prefix('$').map(|rest| (name(rest), rest)) {
        Some((length, rest)) if length > 0 => (Some(&rest[..length]), 1 + length),
        _ => (None, 1),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("rate(a{c=~\"$cluster\"}[$__rate_interval])", "rate(a{c=~\"$cluster\"}[120s])")]
    #[case("a{c=~\"${cluster:regex}\"}[${__interval}]", "a{c=~\"$cluster\"}[30s]")]
    #[case("a{c=~\"[[cluster]]\"}[5m]", "a{c=~\"$cluster\"}[5m]")]
    #[case("a{c=~\"x$\"}", "a{c=~\"x$\"}")]
    #[case("increase(a[$__range]) ", "increase(a[1h]) ")]
    fn macros(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(resolve(text, 30), expected);
    }

    #[rstest]
    #[case("label_values(up{a=\"b,c\"}, cluster)", Some("up{a=\"b,c\"}"))]
    #[case("label_values(cluster)", None)]
    #[case("query_result(up == 1)", Some("up == 1"))]
    #[case("metrics(node_)", None)]
    #[case("up", Some("up"))]
    fn variables(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(series_of(text), expected);
    }
}
