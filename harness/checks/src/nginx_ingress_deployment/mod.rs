//! Clauses of the contract `nginx-ingress-deployment`.

mod class_names_its_controller;
mod controller_changes_no_objects;
mod controller_is_probed;
mod controller_is_scraped;
mod default_certificate_exists;
mod default_class;
mod draining_fits_the_grace;
mod forwarded_headers_distrusted;
mod host_network_is_complete;
mod hosts_are_unique;
mod hosts_match_cluster;
mod http_is_redirected;
mod image_has_a_digest;
mod ingresses_are_portable;
mod ingresses_name_their_class;
mod no_grpc_behind_http;
mod one_controller_per_cluster;
mod only_entry_ports_on_the_node;
mod pages_have_an_ingress;
mod pages_know_their_address;
mod pages_without_login_ask_for_a_password;
mod ports_reach_the_node;
mod rollout_frees_the_ports;
mod services_stay_inside;
mod snippets_refused;
mod status_is_not_the_services;
mod the_lan_enters_by_two_ports;
mod tls_is_current;
mod version_is_hidden;
mod webhook_is_off;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &class_names_its_controller::CLAUSE,
    &controller_changes_no_objects::CLAUSE,
    &controller_is_probed::CLAUSE,
    &controller_is_scraped::CLAUSE,
    &default_certificate_exists::CLAUSE,
    &default_class::CLAUSE,
    &draining_fits_the_grace::CLAUSE,
    &forwarded_headers_distrusted::CLAUSE,
    &host_network_is_complete::CLAUSE,
    &hosts_are_unique::CLAUSE,
    &hosts_match_cluster::CLAUSE,
    &http_is_redirected::CLAUSE,
    &image_has_a_digest::CLAUSE,
    &ingresses_are_portable::CLAUSE,
    &ingresses_name_their_class::CLAUSE,
    &no_grpc_behind_http::CLAUSE,
    &one_controller_per_cluster::CLAUSE,
    &only_entry_ports_on_the_node::CLAUSE,
    &pages_have_an_ingress::CLAUSE,
    &pages_know_their_address::CLAUSE,
    &pages_without_login_ask_for_a_password::CLAUSE,
    &ports_reach_the_node::CLAUSE,
    &rollout_frees_the_ports::CLAUSE,
    &services_stay_inside::CLAUSE,
    &snippets_refused::CLAUSE,
    &status_is_not_the_services::CLAUSE,
    &the_lan_enters_by_two_ports::CLAUSE,
    &tls_is_current::CLAUSE,
    &version_is_hidden::CLAUSE,
    &webhook_is_off::CLAUSE,
];
