use super::{FileChange, Seed, Step, patch::Op};

/// What sort of fault a seed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Fits no schema, or cannot be read as it was meant.
    Schema,
    /// Right in one cluster, wrong beside the others.
    CrossCluster,
    /// Order, hooks, waiting, deletion: what happens over time.
    Lifecycle,
    /// Alert rules and their routes.
    Alert,
    /// Dashboards and datasources.
    Dashboard,
    /// Rights, network policies, accounts, what a container may do.
    Security,
    /// Something that must not be there.
    Added,
    /// A configuration file inside an object.
    Configuration,
    /// A selector that hits nothing, or too much.
    Selector,
    /// A name that leads nowhere.
    Reference,
    /// A file of the tree that nothing is rendered from: a script, a kustomization.
    Source,
    /// The contract says something else than the stack.
    Contract,
    /// Any other wrong value.
    Value,
    /// An object, a stage, a file or a field is gone.
    Removed,
}

impl Class {
    /// Every class, in the order in which one is derived: the first that fits.
    pub const ALL: [Self; 14] = [
        Self::Schema,
        Self::CrossCluster,
        Self::Lifecycle,
        Self::Alert,
        Self::Dashboard,
        Self::Security,
        Self::Added,
        Self::Configuration,
        Self::Selector,
        Self::Reference,
        Self::Source,
        Self::Contract,
        Self::Value,
        Self::Removed,
    ];

    /// The spelling used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::CrossCluster => "cross-cluster",
            Self::Lifecycle => "lifecycle",
            Self::Alert => "alert",
            Self::Dashboard => "dashboard",
            Self::Security => "security",
            Self::Added => "added",
            Self::Configuration => "configuration",
            Self::Selector => "selector",
            Self::Reference => "reference",
            Self::Source => "source",
            Self::Contract => "contract",
            Self::Value => "value",
            Self::Removed => "removed",
        }
    }

    /// Reads the spelling of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

impl Seed {
    /// The class of the fault: the one that its file names, else the first that a step of it has.
    /// What only takes away is `removed`.
    #[must_use]
    pub fn class(&self) -> Class {
        self.class.unwrap_or_else(|| {
            self.steps.iter().map(|(_, step)| of_step(step)).min().unwrap_or(Class::Removed)
        })
    }
}

fn of_step(step: &Step) -> Class {
    match step {
        Step::Delete(_) | Step::Drop { .. } | Step::Source(_, FileChange::Remove) => Class::Removed,
        Step::Text { .. } => Class::Schema,
        Step::Source(..) => Class::Source,
        Step::Contract(..) => Class::Contract,
        Step::Add { manifest, .. } => {
            let class = manifest["kind"].as_str().unwrap_or_default();
            of_object(class).unwrap_or(Class::Added)
        }
        Step::Edit(target, ..) => of_object(&target.object).unwrap_or(Class::Configuration),
        Step::Patch(target, ops) => {
            let changes = || ops.iter().filter(|op| !matches!(op, Op::Test(..)));
            if changes().all(|op| matches!(op, Op::Remove(_))) {
                return Class::Removed;
            }
            of_object(&target.object).unwrap_or_else(|| changes().map(of_op).min().unwrap_or(Class::Value))
        }
    }
}

/// What follows from the kind, or from the name, of an object as findings write it.
fn of_object(object: &str) -> Option<Class> {
    let class = object.split(' ').next().unwrap_or_default();
    match class {
        "PrometheusRule" | "AlertmanagerConfig" => Some(Class::Alert),
        "NetworkPolicy" | "ServiceAccount" | "Secret" | "Role" | "RoleBinding" | "ClusterRole"
        | "ClusterRoleBinding" => Some(Class::Security),
        "ConfigMap" if object.contains("dashboard") || object.contains("datasource") => {
            Some(Class::Dashboard)
        }
        _ => None,
    }
}

/// What follows from the place that an operation changes.
fn of_op(op: &Op) -> Class {
    let (Op::Add(at, _) | Op::Replace(at, _) | Op::Remove(at) | Op::Test(at, _)) = op;
    let steps: Vec<String> = at.steps().collect();
    let has = |names: &[&str]| steps.iter().any(|step| names.contains(&step.as_str()));
    let last = steps.last().map_or("", String::as_str);
    if has(&["securityContext", "automountServiceAccountToken"]) {
        Class::Security
    } else if has(&["selector", "matchLabels", "matchExpressions", "labels", "namespaceSelector"]) {
        Class::Selector
    } else if ["name", "port", "targetPort"].contains(&last)
        || ["Name", "Ref", "ClassName"].iter().any(|end| last.ends_with(end))
    {
        Class::Reference
    } else {
        Class::Value
    }
}

#[cfg(test)]
mod tests {
    use conform_manifest::yaml::Text;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("patch: {cluster: all, object: Service a/b, ops: [{op: remove, path: /spec}]}", Class::Removed)]
    #[case(
        "patch: {cluster: all, object: Service a/b, ops: [{op: test, path: /a, value: 1}, {op: replace, path: /spec/selector/app, value: x}]}",
        Class::Selector
    )]
    #[case(
        "patch: {cluster: all, object: Pod a/b, ops: [{op: add, path: /spec/serviceAccountName, value: x}]}",
        Class::Reference
    )]
    #[case(
        "patch: {cluster: all, object: Pod a/b, ops: [{op: add, path: /spec/replicas, value: 3}]}",
        Class::Value
    )]
    #[case(
        "patch: {cluster: all, object: ClusterRole b, ops: [{op: add, path: /rules/-, value: {}}]}",
        Class::Security
    )]
    #[case(
        "edit: {cluster: all, object: ConfigMap a/b, path: /data/x, replace: a, by: b}",
        Class::Configuration
    )]
    #[case(
        "edit: {cluster: all, object: ConfigMap a/dashboard-b, path: /data/x, replace: a, by: b}",
        Class::Dashboard
    )]
    #[case("source: {file: deploy/a, remove: true}", Class::Removed)]
    #[case("source: {file: deploy/a, replace: a, by: b}", Class::Source)]
    fn derived_from_what_the_steps_change(#[case] step: &str, #[case] class: Class) {
        let seed = |head: &str| {
            Seed::parse(&Text::new("seed.yaml", format!("story: s\n{head}steps:\n- {step}\n"))).unwrap()
        };
        assert_eq!(seed("").class(), class);
        assert_eq!(seed("class: lifecycle\n").class(), Class::Lifecycle);
    }

    #[test]
    fn an_unknown_class_is_an_error_with_its_place() {
        let text = Text::new("seed.yaml", "story: s\nclass: other\nsteps:\n- drop: {cluster: all}\n");
        let error = Seed::parse(&text).unwrap_err().to_string();
        assert!(error.starts_with("seed.yaml:2:8: unknown class `other`; known: schema, "), "{error}");
    }
}
