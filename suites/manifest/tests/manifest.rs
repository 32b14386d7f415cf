//! One trial per clause, over the stack of the repository.

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), conform_testkit::clause_trials()).exit_code()
}
