//! Table, fixtures, contracts, documents, crates and layout agree; what the tree brings of its own
//! tests passes.

mod counts;
mod crates;
mod data_model;
mod demands;
mod documents;
mod facts;
mod fixtures;
mod forms;
mod gone;
mod layout;
mod names;
mod programs;
mod rules;
mod scripts;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

/// What a trial comes to.
type Outcome = Result<(), Failed>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // Some trials make judges panic on purpose; what a trial panics with is printed when it fails.
    std::panic::set_hook(Box::new(|_| ()));
    let mut trials = Vec::new();
    for (name, run) in [
        ("clauses::have-fixtures", fixtures::every_clause_has_one as fn() -> Outcome),
        ("clauses::trace-to-requirements", demands::traces_name_requirements),
        ("clauses::miss-what-is-gone", gone::is_missed),
        ("fixtures::are-complete", fixtures::all_are_complete),
        ("fixtures::tell-clauses-apart", fixtures::tell_clauses_apart),
        ("fixtures::classes", names::classes),
        ("fixtures::differ", fixtures::no_two_are_the_same),
        ("names::clusters", names::clusters),
        ("names::contracts", names::contracts),
        ("names::environment", names::environment),
        ("names::exit-codes", names::exit_codes),
        ("names::features", names::features),
        ("names::stages", names::stages),
        ("names::verbs", names::verbs),
        ("names::verdicts", names::verdicts),
        ("seed-errors::are-all-there", demands::seed_errors_are_all_there),
        ("requirements::are-complete", demands::requirements_are_complete),
        ("requirements::are-judged", demands::requirements_are_judged),
        ("requirements::have-sources", demands::sources_exist),
        ("facts::all-are-asked-for", facts::all_are_asked_for),
        ("facts::exceptions-are-needed", facts::exceptions_are_needed),
        ("facts::flows-are-judged", facts::flows_are_judged),
        ("facts::provided-is-needed", facts::provided_is_needed),
        ("trials::are-counted-alike", counts::alike),
        ("crates::arrows", crates::arrows),
        ("crates::processes-start-in-one-place", crates::processes_start_in_one_place),
        ("data-model::fields", data_model::fields),
        ("data-model::states", data_model::states),
        ("documents::clauses-are-current", documents::clauses_are_current),
        ("documents::seed-errors-are-current", documents::seed_errors_are_current),
        ("documents::links-lead-somewhere", documents::links_lead_somewhere),
        ("documents::toolchain", documents::toolchain),
        ("forms::check", forms::check),
        ("forms::record", forms::record),
        ("forms::report", forms::report),
        ("layout::root", layout::root_is_complete),
        ("layout::sizes", layout::sizes),
        ("layout::no-foreign-paths", layout::no_foreign_paths),
        ("layout::no-secrets", layout::no_secrets),
        ("rules::every-file-is-tested", rules::every_file_is_tested),
        ("scripts::shellcheck", scripts::shellcheck),
        ("scripts::preload-list-is-current", scripts::preload_list_is_current),
    ] {
        trials.push(Trial::test(name, run));
    }
    trials.extend(rules::trials());
    trials.extend(scripts::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
