use crate::{
    Clause, fluent_bit_deployment, kube_prometheus_stack, longhorn_deployment, minikube_install,
    nginx_ingress_deployment, opensearch_deployment, thanos_deployment, tree,
};

/// Every clause, in the order of their ids.
pub static CLAUSES: &[&Clause] = &[
    &fluent_bit_deployment::logs_name_their_cluster::CLAUSE,
    &kube_prometheus_stack::alerts_complete::CLAUSE,
    &kube_prometheus_stack::alerts_lead_to_a_runbook::CLAUSE,
    &kube_prometheus_stack::dashboards_complete::CLAUSE,
    &kube_prometheus_stack::default_datasource::CLAUSE,
    &kube_prometheus_stack::external_label_is_cluster::CLAUSE,
    &kube_prometheus_stack::local_retention::CLAUSE,
    &kube_prometheus_stack::panels_filter_by_cluster::CLAUSE,
    &kube_prometheus_stack::retention_covers_uploads::CLAUSE,
    &kube_prometheus_stack::scrape_interval::CLAUSE,
    &longhorn_deployment::backup_prefix_is_own::CLAUSE,
    &minikube_install::script_pins_the_contract::CLAUSE,
    &nginx_ingress_deployment::hosts_match_cluster::CLAUSE,
    &opensearch_deployment::bootstrap_waits_for_all_nodes::CLAUSE,
    &opensearch_deployment::first_managers_agree::CLAUSE,
    &opensearch_deployment::seed_hosts_cover_clusters::CLAUSE,
    &thanos_deployment::edges_hold_nothing_central::CLAUSE,
    &thanos_deployment::endpoints_are_strict::CLAUSE,
    &thanos_deployment::endpoints_cover_clusters::CLAUSE,
    &tree::alerts_count_clusters::CLAUSE,
    &tree::base_without_literals::CLAUSE,
    &tree::certificates_name_their_node::CLAUSE,
    &tree::charts_pinned::CLAUSE,
    &tree::classes_exist::CLAUSE,
    &tree::configuration_exists::CLAUSE,
    &tree::crds_before_resources::CLAUSE,
    &tree::documents_readable::CLAUSE,
    &tree::fields_not_deprecated::CLAUSE,
    &tree::images_pinned::CLAUSE,
    &tree::ingress_backends_exist::CLAUSE,
    &tree::jobs_only_in_bootstrap::CLAUSE,
    &tree::list_keys_unique::CLAUSE,
    &tree::monitors_select_services::CLAUSE,
    &tree::mounts_have_volumes::CLAUSE,
    &tree::namespaces_explicit::CLAUSE,
    &tree::no_bare_pods::CLAUSE,
    &tree::no_hooks::CLAUSE,
    &tree::objects_match_schema::CLAUSE,
    &tree::objects_unique::CLAUSE,
    &tree::overlays_match_topology::CLAUSE,
    &tree::policies_admit_peers::CLAUSE,
    &tree::policy_selectors_hit::CLAUSE,
    &tree::ports_valid::CLAUSE,
    &tree::probe_ports_exist::CLAUSE,
    &tree::rbac_references_exist::CLAUSE,
    &tree::requests_fit_the_node::CLAUSE,
    &tree::requests_within_limits::CLAUSE,
    &tree::resources_set::CLAUSE,
    &tree::secrets_in_their_stage::CLAUSE,
    &tree::selectors_match_templates::CLAUSE,
    &tree::service_accounts_exist::CLAUSE,
    &tree::service_ports_resolve::CLAUSE,
    &tree::service_selectors_hit::CLAUSE,
];

/// The clause with this id.
#[must_use]
pub fn clause(id: &str) -> Option<&'static Clause> {
    CLAUSES.iter().copied().find(|clause| clause.id.as_str() == id)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use super::*;
    use crate::HEADINGS;

    #[test]
    fn the_table_is_sorted_and_unique() {
        let ids: Vec<_> = CLAUSES.iter().map(|clause| clause.id.as_str()).collect();
        let sorted: Vec<_> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        assert_eq!(ids, sorted);
    }

    #[test]
    fn the_table_and_the_modules_on_disk_agree() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let on_disk: BTreeSet<String> = conform_model::ContractId::ALL
            .into_iter()
            .flat_map(|contract| {
                let folder = root.join(contract.as_str().replace('-', "_"));
                std::fs::read_dir(folder).unwrap().filter_map(move |entry| {
                    let name = entry.unwrap().file_name().into_string().unwrap();
                    let stem = name.strip_suffix(".rs").filter(|stem| *stem != "mod")?;
                    Some(format!("{contract}.{}", stem.replace('_', "-")))
                })
            })
            .collect();
        let listed: BTreeSet<String> = CLAUSES.iter().map(|clause| clause.id.to_string()).collect();
        assert_eq!(listed, on_disk);
    }

    #[test]
    fn docs_have_their_headings_in_order() {
        for clause in CLAUSES {
            let found: Vec<_> = clause.docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(found, HEADINGS, "{}", clause.id);
            assert!(!clause.docs.contains("\n\n\n"), "{}", clause.id);
        }
    }

    #[test]
    fn every_clause_traces_to_an_existing_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for clause in CLAUSES {
            assert!(!clause.traces.is_empty(), "{}", clause.id);
            for trace in clause.traces {
                let (file, anchor) = trace.source.split_once('#').unwrap();
                let text = std::fs::read_to_string(root.join(file)).unwrap();
                let needle = format!("<a id=\"{anchor}\"></a>");
                let heading = |line: &str| {
                    let title = line.trim_start_matches('#').trim().to_lowercase();
                    line.starts_with('#')
                        && title
                            .replace(' ', "-")
                            .chars()
                            .filter(|c| c.is_alphanumeric() || *c == '-')
                            .eq(anchor.chars())
                };
                assert!(
                    text.contains(&needle) || text.lines().any(heading),
                    "{}: {} has no anchor {anchor}",
                    clause.id,
                    file
                );
            }
        }
    }
}
