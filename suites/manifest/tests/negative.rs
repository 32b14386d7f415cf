//! One trial per negative fixture: every clause judges the stack with the fault, the named one
//! alone may notice it.

use std::process::ExitCode;

use conform_prove::CaseError;
use conform_testkit::negative_trials;
use libtest_mimic::Arguments;

fn main() -> Result<ExitCode, CaseError> {
    Ok(libtest_mimic::run(&Arguments::from_args(), negative_trials()?).exit_code())
}
