//! Clauses of the contract `minikube-install`.

mod addons_go_before_the_rename;
mod api_server_port_is_free;
mod capacity_is_checked;
mod containerd_config_checked;
mod context_is_the_topologys;
mod control_plane_is_scraped_where_it_listens;
mod driver_exposes_the_node;
mod host_is_the_topologys;
mod images_are_preloaded;
mod iscsi_checked;
mod kernel_settings_checked;
mod kubernetes_line_is_supported;
mod minikube_release_checked;
mod multipath_kept_off_volumes;
mod network_enforces_policies;
mod network_is_verified;
mod network_plugins_checked;
mod never_deletes_a_cluster;
mod nfs_checked;
mod no_ignored_resource_flags;
mod node_images_match_kubernetes;
mod node_is_verified;
mod node_readiness_awaited;
mod one_default_class_is_left;
mod profile_fits_the_driver;
mod runtime_tools_checked;
mod script_pins_the_contract;
mod storage_addons_off;

use std::sync::Arc;

use conform_model::{ContractId, Finding, Location};

use crate::{
    Facts, Outcome,
    kube::script::{self, Call, Script},
};

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &addons_go_before_the_rename::CLAUSE,
    &api_server_port_is_free::CLAUSE,
    &capacity_is_checked::CLAUSE,
    &containerd_config_checked::CLAUSE,
    &context_is_the_topologys::CLAUSE,
    &control_plane_is_scraped_where_it_listens::CLAUSE,
    &driver_exposes_the_node::CLAUSE,
    &host_is_the_topologys::CLAUSE,
    &images_are_preloaded::CLAUSE,
    &iscsi_checked::CLAUSE,
    &kernel_settings_checked::CLAUSE,
    &kubernetes_line_is_supported::CLAUSE,
    &minikube_release_checked::CLAUSE,
    &multipath_kept_off_volumes::CLAUSE,
    &network_enforces_policies::CLAUSE,
    &network_is_verified::CLAUSE,
    &network_plugins_checked::CLAUSE,
    &never_deletes_a_cluster::CLAUSE,
    &nfs_checked::CLAUSE,
    &no_ignored_resource_flags::CLAUSE,
    &node_images_match_kubernetes::CLAUSE,
    &node_is_verified::CLAUSE,
    &node_readiness_awaited::CLAUSE,
    &one_default_class_is_left::CLAUSE,
    &profile_fits_the_driver::CLAUSE,
    &runtime_tools_checked::CLAUSE,
    &script_pins_the_contract::CLAUSE,
    &storage_addons_off::CLAUSE,
];

/// The installation script, as the source tree shows it.
const SCRIPT: &str = "deploy/scripts/install-minikube.sh";

/// The script and what it runs; that it is missing is a finding.
fn installer(cx: &Facts<'_>, out: &mut Outcome) -> Option<(Arc<Script>, Arc<[Call]>)> {
    script::traced(cx, out, SCRIPT, ContractId::MinikubeInstall)
}

/// The calls that start minikube; a script without one is a finding.
fn starts<'c>(script: &Script, trace: &'c [Call], out: &mut Outcome) -> Vec<&'c Call> {
    let found: Vec<&Call> =
        script::calls(trace, &["minikube", "start"]).into_iter().map(|(_, call)| call).collect();
    if found.is_empty() {
        out.fail(
            Finding::new("the script never starts minikube", script.start())
                .help("call `minikube start` with the values of the contract"),
        );
    }
    found
}

/// What the script does before it starts minikube, and from there on.
fn around_start(trace: &[Call]) -> (&[Call], &[Call]) {
    let at = script::calls(trace, &["minikube", "start"]).first().map_or(trace.len(), |(at, _)| *at);
    trace.split_at(at)
}

/// Whether the script, before it starts minikube, refuses a host for want of something, by name.
fn refuses(before: &[Call], what: &str) -> bool {
    before.iter().any(|call| {
        matches!(call.program().as_str(), "lack" | "die")
            && call.args.iter().any(|arg| arg.raw.contains(what) || arg.text.contains(what))
    })
}

/// Where minikube is started: what has to happen before or after it is missed there.
fn at_start(script: &Script, trace: &[Call]) -> Location {
    let start = script::calls(trace, &["minikube", "start"]).first().map(|(_, call)| &call.args[0]);
    start.map_or_else(|| script.start(), |program| script.location(program))
}
