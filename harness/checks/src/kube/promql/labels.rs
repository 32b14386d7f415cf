//! Which labels the results of an expression may have.

use std::collections::BTreeSet;

use promql_parser::parser::{BinaryExpr, Expr, LabelModifier, VectorMatchCardinality, value::ValueType};

use super::bare;

/// Labels that a result may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Labels {
    /// Whatever the series carry, without these.
    AnyBut(BTreeSet<String>),
    /// These and no others.
    Only(BTreeSet<String>),
}

impl Labels {
    fn any() -> Self {
        Self::AnyBut(BTreeSet::new())
    }

    fn only<'a>(labels: impl IntoIterator<Item = &'a String>) -> Self {
        Self::Only(labels.into_iter().cloned().collect())
    }

    /// Whether a result may have this label.
    pub(crate) fn may_have(&self, label: &str) -> bool {
        match self {
            Self::AnyBut(without) => !without.contains(label),
            Self::Only(labels) => labels.contains(label),
        }
    }

    fn keep(self, kept: &[String]) -> Self {
        Self::only(kept.iter().filter(|label| self.may_have(label)))
    }

    fn drop(self, dropped: &[String]) -> Self {
        match self {
            Self::AnyBut(mut without) => {
                without.extend(dropped.iter().cloned());
                Self::AnyBut(without)
            }
            Self::Only(labels) => {
                Self::Only(labels.into_iter().filter(|own| !dropped.contains(own)).collect())
            }
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Only(mut left), Self::Only(right)) => {
                left.extend(right);
                Self::Only(left)
            }
            (Self::AnyBut(without), Self::Only(labels)) | (Self::Only(labels), Self::AnyBut(without)) => {
                Self::AnyBut(without.difference(&labels).cloned().collect())
            }
            (Self::AnyBut(left), Self::AnyBut(right)) => {
                Self::AnyBut(left.intersection(&right).cloned().collect())
            }
        }
    }
}

/// The labels of an expression's results.
pub(super) fn of(expr: &Expr) -> Labels {
    match expr {
        Expr::Paren(own) => of(&own.expr),
        Expr::Unary(own) => of(&own.expr),
        Expr::Subquery(own) => of(&own.expr),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) => Labels::only([]),
        Expr::VectorSelector(_) | Expr::MatrixSelector(_) | Expr::Extension(_) => Labels::any(),
        Expr::Aggregate(own) => {
            let inner = of(&own.expr);
            if ["topk", "bottomk", "limitk", "limit_ratio"].contains(&own.op.to_string().as_str()) {
                return inner;
            }
            match &own.modifier {
                None => Labels::only([]),
                Some(LabelModifier::Include(labels)) => inner.keep(&labels.labels),
                Some(LabelModifier::Exclude(labels)) => inner.drop(&labels.labels),
            }
        }
        Expr::Call(call) => match call.func.name {
            "absent" | "absent_over_time" => {
                call.args.args.first().map_or_else(Labels::any, |own| asked(own))
            }
            "label_replace" | "label_join" => Labels::any(),
            "histogram_quantile" => {
                call.args.args.last().map_or_else(Labels::any, |own| of(own)).drop(&["le".to_owned()])
            }
            // The series, if any, is the first argument that is one.
            _ => call
                .args
                .args
                .iter()
                .find(|argument| is_series(argument))
                .map_or_else(|| Labels::only([]), |argument| of(argument)),
        },
        Expr::Binary(own) => of_binary(own),
    }
}

/// The labels that `absent` gives its result: those that the selector demands to be equal.
fn asked(expr: &Expr) -> Labels {
    let selector = match bare(expr) {
        Expr::VectorSelector(own) => own,
        Expr::MatrixSelector(own) => &own.vs,
        _ => return Labels::only([]),
    };
    let equal = selector.matchers.matchers.iter().filter(|own| own.op.to_string() == "=");
    Labels::only(equal.map(|own| &own.name))
}

fn is_series(expr: &Expr) -> bool {
    !matches!(expr.value_type(), ValueType::Scalar | ValueType::String)
}

fn of_binary(own: &BinaryExpr) -> Labels {
    match (is_series(&own.lhs), is_series(&own.rhs)) {
        (true, false) => return of(&own.lhs),
        (false, true) => return of(&own.rhs),
        (false, false) => return Labels::only([]),
        (true, true) => {}
    }
    if own.op.is_set_operator() {
        return match own.op.to_string().as_str() {
            "or" => of(&own.lhs).or(of(&own.rhs)),
            _ => of(&own.lhs),
        };
    }
    let modifier = own.modifier.as_ref();
    match modifier.map(|modifier| &modifier.card) {
        Some(VectorMatchCardinality::ManyToOne(taken)) => of(&own.lhs).or(Labels::only(&taken.labels)),
        Some(VectorMatchCardinality::OneToMany(taken)) => of(&own.rhs).or(Labels::only(&taken.labels)),
        _ => match modifier.and_then(|modifier| modifier.matching.as_ref()) {
            Some(LabelModifier::Include(labels)) => of(&own.lhs).keep(&labels.labels),
            Some(LabelModifier::Exclude(labels)) => of(&own.lhs).drop(&labels.labels),
            None => of(&own.lhs),
        },
    }
}

/// Operators whose two sides never have equal labels.
pub(super) fn mismatches(expr: &Expr, found: &mut Vec<String>) {
    for child in super::children(expr) {
        mismatches(child, found);
    }
    let Expr::Binary(own) = expr else { return };
    let operator = own.op.to_string();
    if operator == "or" || !is_series(&own.lhs) || !is_series(&own.rhs) {
        return;
    }
    let (left, right) = (of(&own.lhs), of(&own.rhs));
    let matching = own.modifier.as_ref().and_then(|modifier| modifier.matching.as_ref());
    if let Some(LabelModifier::Include(labels)) = matching {
        for label in &labels.labels {
            let side = match (left.may_have(label), right.may_have(label)) {
                (false, true) => "left",
                (true, false) => "right",
                _ => continue,
            };
            found.push(format!("`{operator}` matches on `{label}`, which its {side} side does not have"));
        }
    } else {
        let ignored = match matching {
            Some(LabelModifier::Exclude(labels)) => labels.labels.clone(),
            _ => Vec::new(),
        };
        if let (Labels::Only(left), Labels::Only(right)) = (left.drop(&ignored), right.drop(&ignored)) {
            let odd: Vec<&String> = left.symmetric_difference(&right).collect();
            if let Some(label) = odd.first() {
                found.push(format!("only one side of `{operator}` has the label `{label}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::query;

    #[rstest]
    #[case("up == 0", "job", true)]
    #[case("sum by (cluster) (up)", "job", false)]
    #[case("sum by (cluster) (sum by (job) (up))", "cluster", false)]
    #[case("sum without (pod) (up)", "pod", false)]
    #[case("sum(up)", "cluster", false)]
    #[case("absent(up{job=\"a\", x=~\"b\"})", "job", true)]
    #[case("absent(up{job=\"a\", x=~\"b\"})", "x", false)]
    #[case("absent(up{job=\"a\"}) or absent(up{y=\"b\"})", "y", true)]
    #[case("time() - max by (cluster) (a)", "cluster", true)]
    #[case("time() - max by (cluster) (a)", "pod", false)]
    #[case("histogram_quantile(0.9, sum by (le, job) (rate(a_bucket[5m])))", "le", false)]
    #[case("a > on (pod) b", "job", false)]
    #[case("a * on (pod) group_left (node) b", "node", true)]
    #[case("predict_linear(a[1h], 3600) < 0", "pod", true)]
    #[case("max by (pod) (a) unless on (pod) b", "pod", true)]
    #[case("vector(1)", "cluster", false)]
    fn labels(#[case] text: &str, #[case] label: &str, #[case] may: bool) {
        let read = query(text);
        let Ok(query) = &*read else { panic!("{read:?}") };
        assert_eq!(query.labels().may_have(label), may, "{:?}", query.labels());
    }

    #[rstest]
    #[case("sum by (a) (x) / sum by (a) (y)", 0)]
    #[case("sum by (a, b) (x) / sum by (a) (y)", 1)]
    #[case("sum by (a, b) (x) / on (a) group_left () sum by (a) (y)", 0)]
    #[case("sum by (a, b) (x) / ignoring (b) group_left () sum by (a) (y)", 0)]
    #[case("sum by (a) (x) > on (b) y", 1)]
    #[case("sum by (a) (x) or sum by (b) (y)", 0)]
    #[case("sum by (a) (x) unless sum by (b) (y)", 1)]
    #[case("x / y", 0)]
    #[case("sum(x) > 0 and (sum by (a) (x) / sum(y) > 1)", 2)]
    fn sides(#[case] text: &str, #[case] expected: usize) {
        let read = query(text);
        let Ok(query) = &*read else { panic!("{read:?}") };
        assert_eq!(query.mismatches().len(), expected, "{:?}", query.mismatches());
    }
}
