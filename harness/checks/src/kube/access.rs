//! Rights: what roles grant, and to whom.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::{ClusterId, JsonPointer};

/// A service account that a binding names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grant<'a> {
    /// The namespace of the account.
    pub(crate) namespace: &'a str,
    /// The account.
    pub(crate) account: &'a str,
}

/// Every grant to a service account in a cluster.
pub(crate) fn grants<'a>(stack: &'a Stack, cluster: &ClusterId) -> Vec<Grant<'a>> {
    let mut found = Vec::new();
    for binding in stack.objects().filter(|object| {
        object.cluster == *cluster && matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding")
    }) {
        for subject in binding.node.dig_seq(&["subjects"]) {
            if subject.dig_str(&["kind"]) == Some("ServiceAccount") {
                found.push(Grant {
                    namespace: subject.dig_str(&["namespace"]).unwrap_or(binding.namespace()),
                    account: subject.dig_str(&["name"]).unwrap_or_default(),
                });
            }
        }
    }
    found
}

/// A rule of a role, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Rule<'a> {
    /// The role.
    pub(crate) role: &'a Object,
    /// The rule.
    pub(crate) node: &'a Node,
    /// Where it stands.
    pub(crate) place: JsonPointer,
}

impl<'a> Rule<'a> {
    /// The entries of one of its lists.
    pub(crate) fn list(&self, key: &str) -> impl Iterator<Item = &'a str> {
        self.node.dig_seq(&[key]).filter_map(Node::as_str)
    }

    /// Which of these verbs it grants; the asterisk is all of them.
    pub(crate) fn verbs<'b>(&self, wanted: &'b [&'b str]) -> Vec<&'b str> {
        wanted
            .iter()
            .copied()
            .filter(|verb| self.list("verbs").any(|own| own == *verb || own == "*"))
            .collect()
    }

    /// Whether it is about a resource of an API group; the asterisk is any of them.
    pub(crate) fn is_about(&self, group: &str, resource: &str) -> bool {
        self.list("apiGroups").any(|own| own == group || own == "*")
            && self.list("resources").any(|own| own == resource || own == "*")
    }

    /// Whether it is limited to named objects.
    pub(crate) fn is_named(&self) -> bool {
        self.node.dig_seq(&["resourceNames"]).next().is_some()
    }
}

/// The rules of every role of the stack.
pub(crate) fn rules_of(stack: &Stack) -> Vec<Rule<'_>> {
    let mut found = Vec::new();
    for role in stack.objects().filter(|object| matches!(object.kind(), "Role" | "ClusterRole")) {
        for (at, node) in role.node.dig_seq(&["rules"]).enumerate() {
            found.push(Rule { role, node, place: JsonPointer::root().key("rules").index(at) });
        }
    }
    found
}
