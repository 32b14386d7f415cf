use crate::{
    Clause, fluent_bit_deployment, kube_prometheus_stack, longhorn_deployment, minikube_install,
    nginx_ingress_deployment, opensearch_deployment, thanos_deployment, tree,
};

/// The lists of the folders, in the order of the contracts' ids.
static FOLDERS: [&[&Clause]; 8] = [
    fluent_bit_deployment::CLAUSES,
    kube_prometheus_stack::CLAUSES,
    longhorn_deployment::CLAUSES,
    minikube_install::CLAUSES,
    nginx_ingress_deployment::CLAUSES,
    opensearch_deployment::CLAUSES,
    thanos_deployment::CLAUSES,
    tree::CLAUSES,
];

/// Every clause, in the order of their ids.
pub static CLAUSES: &[&Clause] = &joined();

const fn count() -> usize {
    let mut sum = 0;
    let mut folder = 0;
    while folder < FOLDERS.len() {
        sum += FOLDERS[folder].len();
        folder += 1;
    }
    sum
}

const fn joined() -> [&'static Clause; count()] {
    let mut all = [FOLDERS[0][0]; count()];
    let (mut folder, mut next) = (0, 0);
    while folder < FOLDERS.len() {
        let mut at = 0;
        while at < FOLDERS[folder].len() {
            all[next] = FOLDERS[folder][at];
            next += 1;
            at += 1;
        }
        folder += 1;
    }
    all
}

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
