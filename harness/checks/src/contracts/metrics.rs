use conform_manifest::yaml::{DecodeError, Fields, Node, Spanned, Text, parse_one};

use super::ContractError;

/// What a metric measures, as its type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricType {
    /// Only rises, and begins anew with the process.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Counts in buckets, with their sum and number.
    Histogram,
    /// Quantiles, with their sum and number.
    Summary,
}

/// The clusters that have the jobs of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// All.
    Every,
    /// The central one.
    Central,
    /// Those that take an optional component; none may have it.
    OptIn,
}

/// A metric.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Its name; for histograms and summaries without the endings of their parts.
    pub name: Spanned<String>,
    /// Its type.
    pub kind: MetricType,
    /// The labels that it carries beside those of its target.
    pub labels: Vec<Spanned<String>>,
    /// The label that tells series apart that exclude one another.
    pub apart: Option<Spanned<String>>,
    /// Whether it is a time that is 0 until something happened for the first time.
    pub zero_until_first: bool,
    /// Where in [`Metrics::components`] its component is.
    pub component: usize,
}

/// Who writes metrics.
#[derive(Debug, Clone)]
pub struct MetricSource {
    /// Its name.
    pub name: Spanned<String>,
    /// The version that the metrics were looked up in.
    pub version: Spanned<String>,
    /// How they were looked up: `source`, `documented` or `seen`.
    pub provenance: Spanned<String>,
    /// The jobs that scrape it; `*` stands for all.
    pub jobs: Vec<Spanned<String>>,
    /// The clusters that have these jobs.
    pub on: Presence,
}

/// What `contracts/metrics.yaml` says.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// Who writes metrics.
    pub components: Vec<MetricSource>,
    /// Every metric, in the order of the file.
    pub metrics: Vec<Metric>,
}

/// The endings of the series of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_sum", "_count"];

impl Metrics {
    pub(super) fn parse(text: &Text) -> Result<Self, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let mut read = Self { components: Vec::new(), metrics: Vec::new() };
        for node in fields.list("components")? {
            read.component(text, node)?;
        }
        fields.finish()?;
        for (at, metric) in read.metrics.iter().enumerate() {
            if read.metrics[..at].iter().any(|other| other.name.value == metric.name.value) {
                let message = format!("`{}` is listed twice", metric.name.value);
                return Err(Fields::new(text, &root)?.error(metric.name.location.span, message).into());
            }
        }
        Ok(read)
    }

    fn component(&mut self, text: &Text, node: &Node) -> Result<(), DecodeError> {
        let mut fields = Fields::new(text, node)?;
        let on = fields.string("on")?;
        let provenance = fields.string("provenance")?;
        if !["source", "documented", "seen"].contains(&provenance.value.as_str()) {
            let message = "a provenance is `source`, `documented` or `seen`";
            return Err(fields.error(provenance.location.span, message));
        }
        let component = MetricSource {
            name: fields.string("component")?,
            version: fields.string("version")?,
            provenance,
            jobs: fields.strings("jobs")?,
            on: match on.value.as_str() {
                "every" => Presence::Every,
                "central" => Presence::Central,
                "opt-in" => Presence::OptIn,
                _ => {
                    let message = "a component is `on: every` cluster, `on: central` or `on: opt-in`";
                    return Err(fields.error(on.location.span, message));
                }
            },
        };
        fields.string("where")?;
        fields.optional_string("note")?;
        for node in fields.list("metrics")? {
            let metric = metric(text, node, self.components.len())?;
            self.metrics.push(metric);
        }
        fields.finish()?;
        self.components.push(component);
        Ok(())
    }

    /// The metric behind the name of a series.
    #[must_use]
    pub fn of(&self, series: &str) -> Option<&Metric> {
        let named = |name: &str| self.metrics.iter().find(|metric| metric.name.value == name);
        let parts = |metric: &Metric| match metric.kind {
            MetricType::Histogram => &PARTS[..],
            MetricType::Summary => &PARTS[1..],
            _ => &[],
        };
        // The name of a histogram alone is that of no series.
        named(series).filter(|metric| metric.kind != MetricType::Histogram).or_else(|| {
            PARTS.iter().find_map(|part| {
                named(series.strip_suffix(part)?).filter(|metric| parts(metric).contains(part))
            })
        })
    }

    /// Whether the series of this name only rise: counters, and the parts of histograms and summaries.
    #[must_use]
    pub fn rises(&self, series: &str) -> Option<bool> {
        let metric = self.of(series)?;
        Some(match metric.kind {
            MetricType::Counter | MetricType::Histogram => true,
            MetricType::Gauge => false,
            MetricType::Summary => metric.name.value != series,
        })
    }

    /// Who writes a metric.
    #[must_use]
    pub fn source(&self, metric: &Metric) -> &MetricSource {
        &self.components[metric.component]
    }
}

fn metric(text: &Text, node: &Node, component: usize) -> Result<Metric, DecodeError> {
    let mut fields = Fields::new(text, node)?;
    let kind = fields.string("type")?;
    let first = fields.optional("zero-until-first");
    let metric = Metric {
        name: fields.string("name")?,
        kind: match kind.value.as_str() {
            "counter" => MetricType::Counter,
            "gauge" => MetricType::Gauge,
            "histogram" => MetricType::Histogram,
            "summary" => MetricType::Summary,
            _ => {
                let message = "a type is `counter`, `gauge`, `histogram` or `summary`";
                return Err(fields.error(kind.location.span, message));
            }
        },
        labels: fields.strings("labels")?,
        apart: fields.optional_string("apart")?,
        zero_until_first: match first {
            None => false,
            Some(node) => node.as_bool().ok_or_else(|| fields.error(node.span, "expected true or false"))?,
        },
        component,
    };
    fields.finish()?;
    Ok(metric)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "components:\n- component: c\n  version: v1\n  provenance: source\n  where: w\n  jobs: [j]\n  on: every\n  metrics:\n";

    fn read(metrics: &str) -> Result<Metrics, ContractError> {
        Metrics::parse(&Text::new("contracts/metrics.yaml", format!("{TEXT}{metrics}")))
    }

    #[test]
    fn parts_belong_to_their_metric() {
        let read = read(
            "  - {name: h, type: histogram, labels: []}\n  - {name: s, type: summary, labels: []}\n  - {name: g, type: gauge, labels: []}\n",
        )
        .unwrap();
        let rises = ["h_bucket", "h", "s", "s_sum", "s_bucket", "g", "g_sum"].map(|name| read.rises(name));
        assert_eq!(rises, [Some(true), None, Some(false), Some(true), None, Some(false), None]);
    }

    #[test]
    fn what_nobody_knows_is_an_error_with_its_place() {
        for (wrong, message) in [
            ("  - {name: a, type: gauge, labels: [], label: x}\n", "`label`"),
            ("  - {name: a, type: gage, labels: []}\n", "a type is"),
            ("  - {name: a, type: gauge, labels: []}\n  - {name: a, type: gauge, labels: []}\n", "twice"),
        ] {
            let error = read(wrong).unwrap_err().to_string();
            assert!(error.starts_with("contracts/metrics.yaml:") && error.contains(message), "{error}");
        }
    }
}
