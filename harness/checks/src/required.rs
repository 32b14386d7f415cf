//! What must be there before it can be judged: its absence is a finding, never an empty pass.

use conform_manifest::Object;
use conform_model::{ClassKey, Finding, Location, ObjectRef};

use crate::{Facts, Outcome, contracts::Cluster};

pub(crate) use crate::contracts::Where as On;

/// An object that must exist, by kind, namespace (empty for cluster-wide kinds) and name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Required {
    pub(crate) kind: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) name: &'static str,
}

impl Required {
    /// Names the object.
    pub(crate) const fn new(kind: &'static str, namespace: &'static str, name: &'static str) -> Self {
        Self { kind, namespace, name }
    }

    /// The object in each of these clusters; where one has none, that is a finding.
    ///
    /// Counts nothing as examined: the judge does so for what it reads in the object.
    pub(crate) fn find<'a>(
        &self,
        cx: &Facts<'a>,
        out: &mut Outcome,
        on: On,
    ) -> Vec<(&'a Cluster, &'a Object)> {
        let mut found = Vec::new();
        for cluster in on.clusters(cx) {
            match cx.stack.find(&cluster.id, self.kind, self.namespace, self.name) {
                Some(object) => found.push((cluster, object)),
                None => out.fail(self.missing(cluster)),
            }
        }
        found
    }

    fn missing(&self, cluster: &Cluster) -> Finding {
        let object = ObjectRef {
            class: ClassKey { group: String::new(), version: String::new(), kind: self.kind.to_owned() },
            namespace: (!self.namespace.is_empty()).then(|| self.namespace.to_owned()),
            name: self.name.to_owned(),
        };
        missing(cluster, &object.to_string())
    }
}

/// The finding that a cluster lacks something that is required; `what` follows "has no".
pub(crate) fn missing(cluster: &Cluster, what: &str) -> Finding {
    let location = Location { cluster: Some(cluster.id.clone()), ..cluster.location.clone() };
    Finding::missing(format!("{} has no {what}", cluster.id), location)
        .help("add it to the overlay of this cluster, or to the base that the overlay takes it from")
}

/// Looks at one cluster at a time. Where `look` finds nothing to look at, which it says by
/// returning 0, the cluster lacks `what`, and that is a finding.
pub(crate) fn in_each<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
    on: On,
    what: &str,
    mut look: impl FnMut(&'a Cluster, &mut Outcome) -> usize,
) {
    for cluster in on.clusters(cx) {
        if look(cluster, out) == 0 {
            out.fail(missing(cluster, what));
        }
    }
}

/// Reports every cluster in which nothing of a kind was found, such as one without an alert.
pub(crate) fn each_has(cx: &Facts<'_>, out: &mut Outcome, on: On, what: &str, found: &[&Object]) {
    in_each(cx, out, on, what, |cluster, _| {
        found.iter().filter(|object| object.cluster == cluster.id).count()
    });
}
