//! `PromQL`: expressions of rules and panels, read by a parser and taken apart once.

mod labels;
mod uses;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use promql_parser::{
    label::{MatchOp, Matcher},
    parser::{self, Expr, LabelModifier, VectorSelector, token},
};

pub(crate) use labels::Labels;
pub(crate) use uses::{RuleQuery, alert_queries, every_query, panel_queries, rule_queries, scrape_interval};

/// An expression that could be read.
#[derive(Debug)]
pub(crate) struct Query {
    /// Everything it selects, from left to right.
    pub(crate) selections: Vec<Selection>,
    expr: Expr,
}

/// One selector, and what is done with what it selects.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    /// The metric; empty where the selector names none.
    pub(crate) metric: String,
    /// The conditions on labels.
    pub(crate) matchers: Vec<Condition>,
    /// The range in seconds, for what selects one.
    pub(crate) range: Option<u64>,
    /// What encloses it, from the outside to the inside.
    pub(crate) path: Vec<Step>,
}

/// A condition on a label.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// The label.
    pub(crate) label: String,
    /// What it is compared with; a pattern where `pattern` says so.
    pub(crate) value: String,
    /// Whether values that fit are left out.
    pub(crate) negated: bool,
    /// Whether `value` is a regular expression.
    pub(crate) pattern: bool,
    matcher: Matcher,
}

impl Condition {
    /// Whether a value of the label fulfils the condition.
    pub(crate) fn admits(&self, value: &str) -> bool {
        self.matcher.is_match(value)
    }

    /// The values that it lists, where it lists some: `a`, or `a|b` without other syntax.
    pub(crate) fn listed(&self) -> Option<Vec<&str>> {
        let plain = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || "-_/".contains(c));
        if !self.pattern {
            return Some(vec![&self.value]);
        }
        let parts: Vec<&str> = self.value.split('|').collect();
        parts.iter().all(plain).then_some(parts)
    }
}

/// What happens to a selection on its way out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// An argument of a function.
    Call(&'static str),
    /// An aggregation; the labels it keeps, or with `keeps` false those it drops.
    Aggregate {
        /// The labels named.
        labels: Vec<String>,
        /// Whether the labels named are those that stay.
        keeps: bool,
    },
    /// One side of a comparison; with the number on the other side, if that is one.
    Compare {
        /// The operator, as if the selection stood on its left.
        operator: &'static str,
        /// The other side, where it is a constant.
        number: Option<f64>,
    },
    /// One side of an operator between sets, or of arithmetic, as `or` or `-`.
    Operand {
        /// The operator.
        operator: String,
        /// Whether it is the right side.
        right: bool,
    },
}

/// What was read, by its text.
type Memo = Mutex<HashMap<String, Arc<Result<Query, String>>>>;

static READ: OnceLock<Memo> = OnceLock::new();

/// Reads an expression. Each text is read once in the life of the process: rules are the same on
/// every cluster, and many clauses ask for them.
pub(crate) fn query(text: &str) -> Arc<Result<Query, String>> {
    let memo = READ.get_or_init(Mutex::default);
    if let Some(read) = memo.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
        return Arc::clone(read);
    }
    let read = Arc::new(parser::parse(text).map(|expr| {
        let mut selections = Vec::new();
        collect(&expr, &mut Vec::new(), &mut selections);
        Query { selections, expr }
    }));
    memo.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned(), Arc::clone(&read));
    read
}

impl Query {
    /// The labels that its results may have.
    pub(crate) fn labels(&self) -> Labels {
        labels::of(&self.expr)
    }

    /// Operators between series whose labels can never be equal, each as a sentence.
    pub(crate) fn mismatches(&self) -> Vec<String> {
        let mut found = Vec::new();
        labels::mismatches(&self.expr, &mut found);
        found
    }

    /// Whether anything in it can keep it from having a result: a comparison that filters, or a
    /// question for absence.
    pub(crate) fn has_condition(&self) -> bool {
        condition(&self.expr)
    }
}

/// The expressions directly inside of one.
fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Aggregate(own) => own.param.iter().chain([&own.expr]).map(|child| &**child).collect(),
        Expr::Unary(own) => vec![&own.expr],
        Expr::Binary(own) => vec![&own.lhs, &own.rhs],
        Expr::Paren(own) => vec![&own.expr],
        Expr::Subquery(own) => vec![&own.expr],
        Expr::Call(own) => own.args.args.iter().map(|child| &**child).collect(),
        _ => Vec::new(),
    }
}

/// Takes brackets off.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(own) => bare(&own.expr),
        _ => expr,
    }
}

/// The number that an expression is, if it is one whatever is measured.
fn constant(expr: &Expr) -> Option<f64> {
    match bare(expr) {
        Expr::NumberLiteral(number) => Some(number.val),
        Expr::Unary(own) => constant(&own.expr).map(|number| -number),
        Expr::Binary(own) => {
            let (left, right) = (constant(&own.lhs)?, constant(&own.rhs)?);
            match own.op.id() {
                token::T_ADD => Some(left + right),
                token::T_SUB => Some(left - right),
                token::T_MUL => Some(left * right),
                token::T_DIV => Some(left / right),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A comparison operator as it reads from the side of its operand.
fn comparison(operator: &str, from_right: bool) -> &'static str {
    match (operator, from_right) {
        ("==", _) => "==",
        ("!=", _) => "!=",
        (">", false) | ("<", true) => ">",
        ("<", false) | (">", true) => "<",
        (">=", false) | ("<=", true) => ">=",
        _ => "<=",
    }
}

fn condition(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(own) if own.op.is_comparison_operator() && !own.return_bool() => true,
        Expr::Binary(own) if own.op.is_set_operator() && own.op.to_string() == "or" => {
            condition(&own.lhs) && condition(&own.rhs)
        }
        Expr::Call(call) if call.func.name.starts_with("absent") => true,
        _ => children(expr).into_iter().any(condition),
    }
}

fn collect(expr: &Expr, path: &mut Vec<Step>, found: &mut Vec<Selection>) {
    let mut below = |child: &Expr, step: Step| {
        path.push(step);
        collect(child, path, found);
        path.pop();
    };
    match expr {
        Expr::VectorSelector(selector) => found.push(selection(selector, None, path)),
        Expr::MatrixSelector(own) => found.push(selection(&own.vs, Some(own.range.as_secs()), path)),
        Expr::Call(call) => {
            for argument in &call.args.args {
                below(argument, Step::Call(call.func.name));
            }
        }
        Expr::Aggregate(own) => {
            let (labels, keeps) = match &own.modifier {
                None => (Vec::new(), true),
                Some(LabelModifier::Include(labels)) => (labels.labels.clone(), true),
                Some(LabelModifier::Exclude(labels)) => (labels.labels.clone(), false),
            };
            for child in own.param.iter().chain([&own.expr]) {
                below(child, Step::Aggregate { labels: labels.clone(), keeps });
            }
        }
        Expr::Binary(own) => {
            let operator = own.op.to_string();
            for (child, other, right) in [(&own.lhs, &own.rhs, false), (&own.rhs, &own.lhs, true)] {
                let step = if own.op.is_comparison_operator() {
                    Step::Compare { operator: comparison(&operator, right), number: constant(other) }
                } else {
                    Step::Operand { operator: operator.clone(), right }
                };
                below(child, step);
            }
        }
        _ => {
            for child in children(expr) {
                collect(child, path, found);
            }
        }
    }
}

fn selection(selector: &VectorSelector, range: Option<u64>, path: &[Step]) -> Selection {
    let all = selector.matchers.matchers.iter().chain(selector.matchers.or_matchers.iter().flatten());
    let mut metric = selector.name.clone().unwrap_or_default();
    let mut matchers = Vec::new();
    for matcher in all {
        if matcher.name == "__name__" && matcher.op == MatchOp::Equal {
            metric.clone_from(&matcher.value);
            continue;
        }
        matchers.push(Condition {
            label: matcher.name.clone(),
            value: matcher.value.clone(),
            negated: matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRe(_)),
            pattern: matches!(matcher.op, MatchOp::Re(_) | MatchOp::NotRe(_)),
            matcher: matcher.clone(),
        });
    }
    Selection { metric, matchers, range, path: path.to_vec() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("up == 0", true)]
    #[case("sum by (cluster) (rate(a_total[5m])) > 0", true)]
    #[case("sum by (cluster) (rate(a_total[5m]) > 0", false)]
    #[case("sum by cluster (rate(a_total[5m]))", false)]
    #[case("rate(a_total)", false)]
    #[case("a{b=~\"c\"", false)]
    #[case("a{b=\"c\" d=\"e\"}", false)]
    #[case("a > > 1", false)]
    #[case("a{b=~\"(\"}", false)]
    #[case("a[5m", false)]
    #[case("sums(a)", false)]
    #[case("a b", false)]
    #[case("", false)]
    fn what_is_read(#[case] text: &str, #[case] reads: bool) {
        assert_eq!(query(text).is_ok(), reads, "{:?}", query(text));
    }

    #[test]
    fn a_selection_knows_what_encloses_it() {
        let read = query("time() - (max by (c) (max_over_time(a{j=\"x|y\"}[4h])) > 0) > 60 * 2");
        let Ok(query) = &*read else { panic!("{read:?}") };
        let [only] = &query.selections[..] else { panic!("{query:?}") };
        assert_eq!((only.metric.as_str(), only.range), ("a", Some(14_400)));
        assert_eq!(
            only.path,
            [
                Step::Compare { operator: ">", number: Some(120.0) },
                Step::Operand { operator: "-".to_owned(), right: true },
                Step::Compare { operator: ">", number: Some(0.0) },
                Step::Aggregate { labels: vec!["c".to_owned()], keeps: true },
                Step::Call("max_over_time"),
            ]
        );
        assert_eq!(only.matchers[0].listed(), Some(vec!["x|y"]));
    }

    #[rstest]
    #[case("up == 0", true)]
    #[case("up", false)]
    #[case("up == bool 0", false)]
    #[case("absent(up)", true)]
    #[case("absent(up) or vector(1)", false)]
    #[case("min by (a) (b < 0 and c)", true)]
    fn conditions(#[case] text: &str, #[case] conditional: bool) {
        assert_eq!(query(text).as_ref().as_ref().map(Query::has_condition), Ok(conditional));
    }
}
