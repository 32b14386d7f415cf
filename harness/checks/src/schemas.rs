use std::collections::BTreeMap;

use conform_manifest::{
    Object, Stack,
    yaml::{Node, Value},
};
use conform_model::ClusterId;
use conform_schema::{Catalog, Judgement};

/// The schemas that each cluster's objects must match: those of Kubernetes, and those of the
/// definitions that the cluster renders itself.
#[derive(Debug)]
pub struct Schemas {
    catalogs: Vec<Catalog>,
    clusters: BTreeMap<ClusterId, usize>,
}

impl Schemas {
    /// Collects the definitions of a stack. Clusters with equal definitions share their schemas,
    /// since compiling them is the larger part of judging.
    #[must_use]
    pub fn new(stack: &Stack) -> Self {
        let mut of: BTreeMap<&ClusterId, Vec<&Object>> =
            stack.clusters().into_iter().map(|cluster| (cluster, Vec::new())).collect();
        for definition in stack.of_kind("CustomResourceDefinition") {
            of.entry(&definition.cluster).or_default().push(definition);
        }
        let mut distinct: Vec<Vec<&Object>> = Vec::new();
        let mut clusters = BTreeMap::new();
        for (cluster, definitions) in of {
            let at = distinct.iter().position(|other| equal(other, &definitions)).unwrap_or_else(|| {
                distinct.push(definitions);
                distinct.len() - 1
            });
            clusters.insert(cluster.clone(), at);
        }
        let catalogs = distinct
            .into_iter()
            .map(|definitions| {
                let mut catalog = Catalog::built_in();
                for definition in definitions {
                    catalog.add_crd(&definition.node);
                }
                catalog
            })
            .collect();
        Self { catalogs, clusters }
    }

    /// Holds an object against the schema that its own cluster has for its kind.
    #[must_use]
    pub fn judge(&self, object: &Object) -> Judgement {
        match self.clusters.get(&object.cluster).and_then(|at| self.catalogs.get(*at)) {
            Some(catalog) => catalog.judge(&object.node),
            None => Judgement::NoSchema,
        }
    }
}

fn equal(left: &[&Object], right: &[&Object]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| left.id == right.id && same(&left.node, &right.node))
}

/// Whether two nodes hold the same value, wherever they stand.
fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Seq(left), Value::Seq(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Map(left), Value::Map(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| left.key == right.key && same(&left.value, &right.value))
        }
        (left, right) => left == right,
    }
}
