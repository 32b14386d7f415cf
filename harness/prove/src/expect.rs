//! What a seed must lead to, exactly.

use std::{collections::BTreeSet, fmt::Write as _};

use conform_checks::Contracts;
use conform_manifest::yaml::{DecodeError, Fields, Node, Text, parse_one};
use conform_model::{ClusterId, Finding, Record, Verdict};

use crate::{Changed, Clean, Compared, SeedError};

/// What the clauses must say about a seeded stack.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// How many findings the named clause has, so that nobody overlooks what `clusters: all` means.
    count: usize,
    findings: Vec<Expected>,
    /// Other clauses whose records change, and why that is right.
    also_fires: Vec<(String, String)>,
    /// Why every other clause is blocked by the seed, if it is.
    others_blocked: Option<String>,
}

/// One finding, or the same in every cluster.
#[derive(Debug, Clone)]
struct Expected {
    /// A part of the message.
    message: String,
    cluster: Cluster,
    place: Place,
}

#[derive(Debug, Clone)]
enum Cluster {
    /// The finding names none.
    None,
    /// This one.
    One(String),
    /// One finding for each of the topology.
    All,
}

#[derive(Debug, Clone)]
enum Place {
    /// An object, as findings write it, and a pointer into it.
    Object { object: String, pointer: String },
    /// A file, and a part of the line meant.
    Line { file: String, line: String },
}

impl Expectation {
    /// Reads `expect.yaml`.
    pub fn parse(text: &Text) -> Result<Self, SeedError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let node = fields.required("count")?;
        let count = node
            .as_i64()
            .and_then(|count| usize::try_from(count).ok())
            .ok_or_else(|| fields.error(node.span, "expected a number of findings"))?;
        let findings = fields
            .list("findings")?
            .iter()
            .map(|node| expected(text, node))
            .collect::<Result<Vec<_>, _>>()?;
        if findings.is_empty() {
            return Err(fields.error(root.span, "a seed leads to at least one finding").into());
        }
        let also_fires = fields
            .list("also_fires")?
            .iter()
            .map(|node| {
                let mut fields = Fields::new(text, node)?;
                let pair = (fields.string("clause")?.value, fields.string("why")?.value);
                fields.finish()?;
                Ok(pair)
            })
            .collect::<Result<_, DecodeError>>()?;
        let others_blocked = fields.optional_string("others_blocked")?.map(|why| why.value);
        fields.finish()?;
        Ok(Self { count, findings, also_fires, others_blocked })
    }

    /// The ids of clauses it names besides its own.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.also_fires.iter().map(|(clause, _)| clause.as_str())
    }

    /// Compares records of a changed stack with those of the clean one; every difference that is not
    /// expected is a line of the error.
    ///
    /// A clause that says only that something required is missing, in a place from which the seed
    /// took something away, repeats the seed and needs no reason.
    pub(crate) fn compare(
        &self,
        clause: &str,
        compared: &Compared,
        changed: &Changed,
        gone: &Gone,
    ) -> Result<(), String> {
        let mut wrong = String::new();
        if compared.after.iter().all(|record| record.clause.id != clause) {
            add(&mut wrong, &format!("{clause} was not judged; is the folder called after a clause?"));
        }
        for (before, after) in compared.before.iter().zip(&compared.after) {
            let id = after.clause.id.as_str();
            if id == clause {
                self.own(after, changed, &mut wrong);
            } else {
                self.other((before, after), changed, gone, &mut wrong);
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn own(&self, record: &Record, changed: &Changed, wrong: &mut String) {
        let id = &record.clause.id;
        if record.verdict != Some(Verdict::Fail) {
            add(wrong, &format!("{id} does not catch its seed: {}", verdict(record)));
            return;
        }
        let mut found: Vec<&Finding> = record.findings.iter().collect();
        let mut missing = Vec::new();
        for expected in &self.findings {
            for cluster in expected.cluster.each(&changed.contracts) {
                match found.iter().position(|finding| expected.means(finding, cluster.as_deref(), changed)) {
                    Some(at) => {
                        found.remove(at);
                    }
                    None => missing.push(format!("{} ({})", expected.message, cluster.unwrap_or_default())),
                }
            }
        }
        for message in &missing {
            add(wrong, &format!("{id} does not find: {message}"));
        }
        if !found.is_empty() {
            add(wrong, &format!("{id} finds what is not expected:\n{}", listed(&found, changed)));
        }
        if missing.is_empty() && found.is_empty() && record.findings.len() != self.count {
            add(wrong, &format!("{id} has {} findings; `count` says {}", record.findings.len(), self.count));
        }
    }

    fn other(&self, (before, after): (&Record, &Record), changed: &Changed, gone: &Gone, wrong: &mut String) {
        let id = after.clause.id.as_str();
        let same = before.verdict == after.verdict && messages(before) == messages(after);
        if self.named().any(|named| named == id) {
            if same {
                add(
                    wrong,
                    &format!("{id} stands under `also_fires` and says the same as on the clean stack"),
                );
            }
            return;
        }
        let blocked = before.verdict == Some(Verdict::Pass) && after.verdict == Some(Verdict::Blocked);
        if same || (self.others_blocked.is_some() && blocked) || gone.explains(before, after) {
            return;
        }
        let findings: Vec<&Finding> = after.findings.iter().collect();
        let listed = listed(&findings, changed);
        add(
            wrong,
            &format!(
                "{id} is {} as well; if that is right, say why under `also_fires`:\n{listed}",
                verdict(after)
            ),
        );
    }
}

/// Where a seed took something away.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    /// Clusters that lack an object, or that the topology did not have before.
    clusters: BTreeSet<String>,
    /// Whether a source file is gone.
    files: bool,
}

impl Gone {
    /// Compares a changed stack, with its sources and contracts, with the clean one.
    pub(crate) fn new(clean: &Clean, changed: &Changed) -> Self {
        let left: BTreeSet<_> =
            changed.stack.objects().map(|object| (&object.cluster, &object.stage, &object.id)).collect();
        let lost = clean
            .stack
            .objects()
            .filter(|object| !left.contains(&(&object.cluster, &object.stage, &object.id)))
            .map(|object| object.cluster.to_string());
        let known: BTreeSet<&ClusterId> =
            clean.contracts.topology.clusters.iter().map(|cluster| &cluster.id).collect();
        let new = changed.contracts.topology.clusters.iter().filter(|cluster| !known.contains(&cluster.id));
        Self {
            clusters: lost.chain(new.map(|cluster| cluster.id.to_string())).collect(),
            files: clean.sources.texts().any(|text| changed.sources.text(&text.file).is_none()),
        }
    }

    /// Whether everything that a record says anew is that something is missing where something is.
    fn explains(&self, before: &Record, after: &Record) -> bool {
        let told: BTreeSet<_> = messages(before).into_iter().collect();
        let mut new = after
            .findings
            .iter()
            .filter(|finding| !told.contains(&(finding.message.as_str(), cluster(finding))))
            .peekable();
        after.verdict == Some(Verdict::Fail)
            && new.peek().is_some()
            && new.all(|finding| {
                finding.missing
                    && match cluster(finding) {
                        Some(cluster) => self.clusters.contains(cluster),
                        None => self.files || !self.clusters.is_empty(),
                    }
            })
    }
}

fn expected(text: &Text, node: &Node) -> Result<Expected, DecodeError> {
    let mut fields = Fields::new(text, node)?;
    let message = fields.string("message")?.value;
    let cluster = match fields.optional_string("cluster")? {
        None => Cluster::None,
        Some(text) if text.value == "all" => Cluster::All,
        Some(text) => Cluster::One(text.value),
    };
    let place = if node.get("object").is_some() {
        let object = fields.string("object")?.value;
        let pointer = fields.required("pointer")?;
        let Some(pointer) = pointer.as_str() else {
            return Err(fields.error(pointer.span, "expected a pointer, such as /spec/replicas"));
        };
        Place::Object { object, pointer: pointer.to_owned() }
    } else {
        Place::Line { file: fields.string("file")?.value, line: fields.string("line")?.value }
    };
    fields.finish()?;
    Ok(Expected { message, cluster, place })
}

impl Cluster {
    /// The clusters in which the finding is expected; `None` stands for a finding without cluster.
    fn each(&self, contracts: &Contracts) -> Vec<Option<String>> {
        match self {
            Self::None => vec![None],
            Self::One(id) => vec![Some(id.clone())],
            Self::All => {
                contracts.topology.clusters.iter().map(|cluster| Some(cluster.id.to_string())).collect()
            }
        }
    }
}

impl Expected {
    fn means(&self, finding: &Finding, cluster: Option<&str>, changed: &Changed) -> bool {
        let location = &finding.location;
        let place = match &self.place {
            Place::Object { object, pointer } => {
                location.object.as_ref().is_some_and(|own| own.to_string() == *object)
                    && location.pointer.as_ref().is_some_and(|own| own.as_str() == pointer)
            }
            Place::Line { file, line } => {
                location.object.is_none()
                    && location.file == *file
                    && line_of(finding, changed).is_some_and(|own| own.contains(line.as_str()))
            }
        };
        place && finding.message.contains(&self.message) && self::cluster(finding) == cluster
    }
}

/// The line that a finding points at.
fn line_of<'a>(finding: &Finding, changed: &'a Changed) -> Option<&'a str> {
    let file = finding.location.file.as_str();
    let content = changed
        .sources
        .text(file)
        .map(|text| text.content.as_str())
        .or_else(|| changed.stack.texts().remove(file).map(|text| text.content.as_str()))
        .or_else(|| {
            changed.contracts.texts().find(|text| text.file == file).map(|text| text.content.as_str())
        })?;
    content.lines().nth((finding.location.line as usize).checked_sub(1)?)
}

fn messages(record: &Record) -> Vec<(&str, Option<&str>)> {
    let mut messages: Vec<_> =
        record.findings.iter().map(|finding| (finding.message.as_str(), cluster(finding))).collect();
    // Sorted, because a finding's line, by which records are ordered, may move.
    messages.sort_unstable();
    messages
}

fn cluster(finding: &Finding) -> Option<&str> {
    finding.location.cluster.as_ref().map(ClusterId::as_str)
}

fn verdict(record: &Record) -> String {
    let verdict = record.verdict.map_or("without verdict", Verdict::as_str);
    match &record.reason {
        Some(reason) => format!("{verdict} ({reason})"),
        None => verdict.to_owned(),
    }
}

fn add(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Findings in the form of `expect.yaml`.
fn listed(findings: &[&Finding], changed: &Changed) -> String {
    let mut text = String::new();
    for finding in findings {
        // Writing to a String cannot fail.
        let mut put = |key: &str, value: &str| {
            let _infallible = writeln!(text, "{key}: {}", serde_json::Value::from(value));
        };
        put("- message", &finding.message);
        let location = &finding.location;
        if let Some(cluster) = &location.cluster {
            put("  cluster", cluster.as_str());
        }
        if let (Some(object), Some(pointer)) = (&location.object, &location.pointer) {
            put("  object", &object.to_string());
            put("  pointer", pointer.as_str());
        } else {
            put("  file", &location.file);
            put("  line", line_of(finding, changed).unwrap_or_default().trim());
        }
    }
    text
}
