//! Live clauses, judged against the targets that `CONFORM_CONFIG` names.
//!
//! There is no live clause yet. The one trial says what is missing instead of passing over nothing.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let trials = vec![Trial::test("target::configured", configured)];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

#[expect(clippy::disallowed_methods, reason = "the variable is how targets are named to a test program")]
fn configured() -> Result<(), Failed> {
    match std::env::var_os("CONFORM_CONFIG") {
        None => {
            Err("blocked: no target: CONFORM_CONFIG names no file; live clauses arrive with a later part"
                .into())
        }
        Some(path) => {
            Err(format!("blocked: {} is not read yet; live clauses arrive with a later part", path.display())
                .into())
        }
    }
}
