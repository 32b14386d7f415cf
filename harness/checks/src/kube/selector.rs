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
        let equal = |(key, value): &(String, String)| labels.get(key.as_str()) == Some(&value.as_str());
        let expression = |(key, operator, values): &(String, String, Vec<String>)| {
            let value = labels.get(key.as_str());
            let listed = value.is_some_and(|value| values.iter().any(|own| own == value));
            match operator.as_str() {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                // The schema refuses other operators.
                _ => false,
            }
        };
        self.equal.iter().all(equal) && self.expressions.iter().all(expression)
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
        assert_eq!(Selector::labels(&node).matches(&BTreeMap::from([("app", "a")])), selected);
    }
}
