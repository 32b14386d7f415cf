//! The processes of Thanos: which container runs which, and with which flags.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::{ContractId, Finding, JsonPointer, Location};

use super::{
    Quantity,
    args::{Flag, flags},
    duration::seconds,
    files::{Held, held},
    pods::{Container, PodTemplate, pod_templates_of},
    thanos::QUERY,
};
use crate::{
    Facts, Outcome,
    required::{On, Required},
};

/// Query Frontend, by the name that the contract fixes.
pub(crate) const FRONTEND: Required = Required::new("Deployment", "monitoring", "thanos-query-frontend");

/// Store Gateway, by the name that the contract fixes.
pub(crate) const STORE: Required = Required::new("StatefulSet", "monitoring", "thanos-store");

/// A container that runs Thanos.
#[derive(Debug, Clone)]
pub(crate) struct Component<'a> {
    /// The workload.
    pub(crate) object: &'a Object,
    /// Its pods.
    pub(crate) pod: PodTemplate<'a>,
    /// The container.
    pub(crate) container: Container<'a>,
    /// What it runs, such as `query-frontend`; empty if the arguments do not say.
    pub(crate) subcommand: &'a str,
    /// Its flags, in order.
    pub(crate) flags: Vec<Flag<'a>>,
}

impl<'a> Component<'a> {
    /// The last flag of this name.
    pub(crate) fn flag(&self, name: &str) -> Option<&Flag<'a>> {
        self.flags.iter().rfind(|flag| flag.name == name)
    }

    /// The value of the last flag of this name.
    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        self.flag(name).and_then(|flag| flag.value)
    }

    /// Where a flag stands; where it is absent, the arguments.
    pub(crate) fn place(&self, name: &str) -> Location {
        let place =
            self.flag(name).map_or_else(|| self.container.pointer.key("args"), |flag| flag.place.clone());
        self.object.location(&place)
    }

    /// Where a part of the container stands.
    pub(crate) fn part(&self, key: &str) -> Location {
        self.object.location(&self.container.pointer.key(key))
    }

    /// What holds the file at a path of this container.
    pub(crate) fn held(&self, path: &str) -> Held<'a> {
        let mounts: Vec<&Node> = self.container.node.dig_seq(&["volumeMounts"]).collect();
        let volumes: Vec<&Node> =
            self.pod.spec().into_iter().flat_map(|(_, spec)| spec.dig_seq(&["volumes"])).collect();
        held(&mounts, &volumes, path)
    }

    /// The container's memory limit, in bytes.
    pub(crate) fn memory_limit(&self) -> Option<i128> {
        let limit = self.container.node.dig(&["resources", "limits", "memory"])?;
        Some(Quantity::of(limit)?.milli() / 1000)
    }
}

/// Every container of the stack that runs an image called `thanos`.
pub(crate) fn components(stack: &Stack) -> Vec<Component<'_>> {
    stack.objects().flat_map(of_object).collect()
}

fn of_object(object: &Object) -> Vec<Component<'_>> {
    let Some(pod) = pod_templates_of(object) else { return Vec::new() };
    let mut found = Vec::new();
    for container in pod.containers() {
        let image = container.node.dig_str(&["image"]).unwrap_or_default();
        let name = image.rsplit('/').next().unwrap_or_default().split([':', '@']).next();
        if name != Some("thanos") {
            continue;
        }
        let args: Vec<&Node> = container.node.dig_seq(&["args"]).collect();
        let place = container.pointer.key("args");
        let flags = flags(&args, &place);
        let subcommand =
            args.first().and_then(|arg| arg.as_str()).filter(|arg| !arg.starts_with('-')).unwrap_or_default();
        found.push(Component { object, pod: pod.clone(), container, subcommand, flags });
    }
    found
}

/// The container of a required workload of the central cluster; a workload, or a container in it,
/// that is not there is a finding.
pub(crate) fn central<'a>(cx: &Facts<'a>, out: &mut Outcome, required: Required) -> Vec<Component<'a>> {
    let mut found = Vec::new();
    for (_, object) in required.find(cx, out, On::Central) {
        let mut own = of_object(object);
        if own.is_empty() {
            out.fail(
                Finding::new(
                    format!("no container of {} runs Thanos", object.id),
                    object.location(&JsonPointer::root().key("spec")),
                )
                .help("give the container the image of Thanos and its subcommand as first argument"),
            );
        }
        found.append(&mut own);
    }
    found
}

/// Holds a flag that is a duration against a fact of the contract: given, above 0, and at most that.
/// `says` makes the message of what was given and of the most that may be.
pub(crate) fn judge_at_most(
    cx: &Facts<'_>,
    out: &mut Outcome,
    required: Required,
    flag: &str,
    fact: &str,
    says: impl Fn(Option<&str>, &str) -> String,
) {
    let most = cx.contracts.fact(ContractId::ThanosDeployment, fact);
    for component in central(cx, out, required) {
        out.examine("flags");
        let found = component.value(flag);
        let given = found.and_then(seconds);
        if given.is_some_and(|given| given > 0 && seconds(&most.value).is_some_and(|most| given <= most)) {
            continue;
        }
        out.fail(
            Finding::new(says(found, &most.value), component.place(flag))
                .related("the contract demands", most.location.clone())
                .help(format!("set --{flag}={}", most.value)),
        );
    }
}

/// Query, Query Frontend and Store Gateway of the central cluster; see [`central`].
pub(crate) fn all_central<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<Component<'a>> {
    [QUERY, FRONTEND, STORE].into_iter().flat_map(|required| central(cx, out, required)).collect()
}
