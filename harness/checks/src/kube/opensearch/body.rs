use std::sync::Arc;

use conform_manifest::yaml::Node;
use conform_model::{Finding, Location};

use super::{super::embedded, Bootstrap, bootstraps, node::scalar};
use crate::{Facts, Outcome};

/// What the bootstrap sends to the log cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The registration of the snapshot repository.
    Repository,
    /// The lifecycle policy of the indexes.
    LifecyclePolicy,
    /// The template of the indexes.
    IndexTemplate,
    /// The policy of Snapshot Management.
    SnapshotPolicy,
    /// The channel that failures are told through.
    Channel,
}

impl Target {
    /// The path under which OpenSearch takes it; the name follows, but for a channel that is made.
    fn path(self) -> &'static str {
        match self {
            Self::Repository => "/_snapshot/",
            Self::LifecyclePolicy => "/_plugins/_ism/policies/",
            Self::IndexTemplate => "/_index_template/",
            Self::SnapshotPolicy => "/_plugins/_sm/policies/",
            Self::Channel => "/_plugins/_notifications/configs",
        }
    }

    /// What it is called in findings.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Repository => "snapshot repository",
            Self::LifecyclePolicy => "lifecycle policy",
            Self::IndexTemplate => "index template",
            Self::SnapshotPolicy => "snapshot policy",
            Self::Channel => "notification channel",
        }
    }

    /// The name in a request's path, if the request is about this. The query is no part of it.
    pub(crate) fn name_in(self, path: &str) -> Option<&str> {
        let rest = path.split('?').next()?.strip_prefix(self.path())?.trim_start_matches('/');
        (!rest.contains('/')).then_some(rest)
    }
}

/// A JSON body that the bootstrap sends.
#[derive(Debug, Clone)]
pub(crate) struct Body<'a> {
    /// Who sends it.
    pub(crate) bootstrap: Bootstrap<'a>,
    /// The name under which it is sent; empty for a channel.
    pub(crate) name: String,
    /// What is sent.
    pub(crate) node: Arc<Node>,
    /// The file it is read from.
    pub(crate) file: String,
}

impl Body<'_> {
    /// Where it stands.
    pub(crate) fn location(&self) -> Location {
        self.bootstrap.place(&self.file)
    }

    /// A finding about it; the message names the file.
    pub(crate) fn finding(&self, message: &str) -> Finding {
        Finding::new(format!("{}: {message}", self.file), self.location())
    }

    /// A scalar in it as text.
    pub(crate) fn text(&self, route: &[&str]) -> Option<String> {
        self.node.dig(route).and_then(scalar)
    }

    /// An index setting, which may be nested or written with dots, with or without `index.`.
    pub(crate) fn index_setting(&self, name: &str) -> Option<String> {
        let settings = self.node.dig(&["template", "settings"])?;
        let index = settings.get("index");
        [settings.get(&format!("index.{name}")), settings.get(name), index.and_then(|own| own.get(name))]
            .into_iter()
            .flatten()
            .find_map(scalar)
    }
}

/// What the bootstrap sends for a target, each counted as looked at; a bootstrap that sends none,
/// or one that cannot be read, is a finding.
pub(crate) fn bodies<'a>(cx: &Facts<'a>, out: &mut Outcome, target: Target) -> Vec<Body<'a>> {
    let mut found = Vec::new();
    for bootstrap in bootstraps(cx, out) {
        let sent = bootstrap
            .requests
            .iter()
            .find_map(|request| Some((target.name_in(&request.path)?.to_owned(), request.file.clone()?)));
        let Some((name, file)) = sent else {
            let message = format!("the bootstrap sends no {}", target.what());
            out.fail(bootstrap.finding(message).help("let the script send it; it lies beside the script"));
            continue;
        };
        match bootstrap.map.node.dig(&["data", &file]).and_then(embedded) {
            Some(node) if node.as_map().is_some() => {
                out.examine(match target {
                    Target::Repository => "repositories",
                    Target::LifecyclePolicy | Target::SnapshotPolicy => "policies",
                    Target::IndexTemplate => "templates",
                    Target::Channel => "channels",
                });
                found.push(Body { bootstrap, name, node, file });
            }
            _ => out.fail(
                bootstrap
                    .finding(format!(
                        "{file}, the {} that the bootstrap sends, is no JSON object",
                        target.what()
                    ))
                    .help("put the file beside the script, in the generator of the ConfigMap"),
            ),
        }
    }
    found
}

/// Holds one value of what the bootstrap sends against a rule: `wrong` says what it should be
/// instead, and where that is demanded. An absent value is `None`.
pub(crate) fn judge_value<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
    (target, route): (Target, &[&str]),
    help: &str,
    wrong: impl Fn(&Body<'a>, Option<&str>) -> Option<(String, Option<Location>)>,
) {
    for body in bodies(cx, out, target) {
        let own = body.text(route);
        if let Some((instead, demanded)) = wrong(&body, own.as_deref()) {
            let message =
                format!("{} is {}, not {instead}", route.join("."), own.as_deref().unwrap_or("absent"));
            let finding = body.finding(&message).help(help);
            out.fail(match demanded {
                Some(location) => finding.related("the contract demands", location),
                None => finding,
            });
        }
    }
}
