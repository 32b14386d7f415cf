//! What pods and containers may do on their node.

use conform_manifest::yaml::Node;
use conform_model::{ClauseId, Finding, JsonPointer};

use super::{PodTemplate, pod_templates, pods::Container};
use crate::{Facts, Outcome};

/// A container as findings and exceptions name it.
pub(crate) fn name_of(pod: &PodTemplate<'_>, container: &Container<'_>) -> String {
    format!("{} {}", pod.object.id, container.name())
}

/// A setting of the security context: the container's own, else that of its pod.
pub(crate) fn setting<'a>(pod: &PodTemplate<'a>, container: &Container<'a>, key: &str) -> Option<&'a Node> {
    let of_pod = || pod.spec().and_then(|(_, spec)| spec.dig(&["securityContext", key]));
    container.node.dig(&["securityContext", key]).or_else(of_pod)
}

/// Holds every container of the render against a rule of which `look` says how it is broken: the
/// key of the security context, and what follows the container's name in the message.
pub(crate) fn judge_containers(
    cx: &Facts<'_>,
    out: &mut Outcome,
    clause: ClauseId,
    help: &str,
    look: impl Fn(&PodTemplate<'_>, &Container<'_>) -> Option<(&'static str, String)>,
) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            out.examine("containers");
            let Some((key, message)) = look(&pod, &container) else { continue };
            if cx.contracts.excepted(clause, &name_of(&pod, &container)) {
                continue;
            }
            let place = container.pointer.key("securityContext").key(key);
            out.fail(
                Finding::new(
                    format!("container `{}` of {} {message}", container.name(), pod.object.id),
                    pod.object.location(&place),
                )
                .help(help),
            );
        }
    }
}

/// Holds the pods that an operator makes against a rule: what `look` says of the security context of
/// the custom resource, which becomes that of its pods.
pub(crate) fn judge_pods(
    cx: &Facts<'_>,
    out: &mut Outcome,
    key: &'static str,
    help: &str,
    look: impl Fn(Option<&Node>) -> Option<String>,
) {
    for pod in pod_templates(cx.stack) {
        if pod.spec().is_some() {
            continue;
        }
        out.examine("custom resources");
        if let Some(message) = look(pod.object.node.dig(&["spec", "securityContext", key])) {
            let place = JsonPointer::root().key("spec").key("securityContext").key(key);
            out.fail(
                Finding::new(format!("{} {message}", pod.object.id), pod.object.location(&place)).help(help),
            );
        }
    }
}
