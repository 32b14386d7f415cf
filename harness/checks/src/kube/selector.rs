use std::collections::BTreeMap;

use conform_manifest::yaml::Node;

/// A label selector: `matchLabels` and `matchExpressions`, or a plain map as Services use it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selector {
    equal: Vec<(String, String)>,
    expressions: Vec<(String, String, Vec<String>)>,
}

impl Selector {
    /// Selects by equality.
    pub(crate) fn equal(pairs: &[(String, String)]) -> Self {
        Self { equal: pairs.to_vec(), expressions: Vec::new() }
    }

    /// Reads a `LabelSelector`.
    pub(crate) fn labels(node: &Node) -> Self {
        let expressions = node
            .dig_seq(&["matchExpressions"])
            .map(|expression| {
                let text = |key: &str| expression.dig_str(&[key]).unwrap_or_default().to_owned();
                let values =
                    expression.dig_seq(&["values"]).filter_map(Node::as_str).map(ToOwned::to_owned).collect();
                (text("key"), text("operator"), values)
            })
            .collect();
        Self { equal: pairs(node.get("matchLabels")), expressions }
    }

    /// Reads a plain map of labels.
    pub(crate) fn map(node: &Node) -> Self {
        Self { equal: pairs(Some(node)), expressions: Vec::new() }
    }

    /// Whether it selects everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.equal.is_empty() && self.expressions.is_empty()
    }

    /// Whether it selects something with these labels.
    pub(crate) fn matches(&self, labels: &BTreeMap<&str, &str>) -> bool {
        self.equal.iter().all(|(key, value)| labels.get(key.as_str()) == Some(&value.as_str()))
            && self.expressions.iter().all(|(key, operator, values)| {
                holds(labels.get(key.as_str()).copied(), operator, values.iter().map(String::as_str))
            })
    }
}

/// Whether a `LabelSelector` selects something with these labels: [`Selector::matches`] for one that
/// is asked once.
pub(crate) fn selects(node: &Node, labels: &BTreeMap<&str, &str>) -> bool {
    let equal = node.get("matchLabels").and_then(Node::as_map);
    equal.into_iter().flatten().all(|entry| {
        entry.value.as_str().is_none_or(|value| labels.get(&*entry.key).is_some_and(|own| *own == value))
    }) && node.dig_seq(&["matchExpressions"]).all(|expression| {
        let value = labels.get(expression.dig_str(&["key"]).unwrap_or_default()).copied();
        let operator = expression.dig_str(&["operator"]).unwrap_or_default();
        holds(value, operator, expression.dig_seq(&["values"]).filter_map(Node::as_str))
    })
}

/// Whether an expression holds for the value of its label.
fn holds<'a>(value: Option<&str>, operator: &str, mut values: impl Iterator<Item = &'a str>) -> bool {
    let mut listed = || value.is_some_and(|value| values.any(|own| own == value));
    match operator {
        "In" => listed(),
        "NotIn" => !listed(),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        // The schema refuses other operators.
        _ => false,
    }
}

fn pairs(node: Option<&Node>) -> Vec<(String, String)> {
    node.and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some((entry.key.to_string(), entry.value.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use conform_manifest::yaml::{Text, parse_one};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{matchLabels: {app: a}}", true)]
    #[case("{matchLabels: {app: b}}", false)]
    #[case("{matchExpressions: [{key: app, operator: In, values: [a, b]}]}", true)]
    #[case("{matchExpressions: [{key: app, operator: NotIn, values: [a]}]}", false)]
    #[case("{matchExpressions: [{key: tier, operator: NotIn, values: [a]}]}", true)]
    #[case("{matchExpressions: [{key: app, operator: Exists}]}", true)]
    #[case("{matchExpressions: [{key: app, operator: DoesNotExist}]}", false)]
    #[case("{matchLabels: {app: a}, matchExpressions: [{key: tier, operator: Exists}]}", false)]
    #[case("{}", true)]
    fn selectors(#[case] yaml: &str, #[case] selected: bool) {
        let node = parse_one(&Text::new("t", yaml)).unwrap();
        let labels = BTreeMap::from([("app", "a")]);
        assert_eq!(Selector::labels(&node).matches(&labels), selected);
        assert_eq!(selects(&node, &labels), selected);
    }
}
