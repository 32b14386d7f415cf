#![expect(
    clippy::disallowed_methods,
    reason = "starts every program of the harness and looks at it in small steps"
)]

use std::{
    io::{self, Read},
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::Interrupt;

/// How often a child is looked at.
const BEAT: Duration = Duration::from_millis(5);

/// What a program did.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Finished {
    /// What it said on stderr, or on stdout where stderr is empty.
    pub(crate) fn said(&self) -> String {
        let stderr = String::from_utf8_lossy(&self.stderr).trim().to_owned();
        if stderr.is_empty() { String::from_utf8_lossy(&self.stdout).trim().to_owned() } else { stderr }
    }
}

/// Why a program did not come to an end of its own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProcessError {
    /// It cannot be started.
    #[error("cannot start {program}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Its output cannot be read, or its end not awaited.
    #[error("lost {program}")]
    Lost {
        /// The program.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It took too long and was ended.
    #[error("{program} was still running after {} s and was ended", limit.as_secs())]
    TimedOut {
        /// The program.
        program: String,
        /// The time it had.
        limit: Duration,
    },
    /// The user ended the run.
    #[error("interrupted")]
    Interrupted,
}

/// Runs a program to its end, in a process group of its own.
///
/// The group matters: kustomize starts helm, and ending kustomize alone would leave helm behind.
pub(crate) fn run(
    mut command: Command,
    limit: Duration,
    interrupt: &Interrupt,
) -> Result<Finished, ProcessError> {
    let program = command.get_program().to_string_lossy().into_owned();
    if interrupt.raised() {
        return Err(ProcessError::Interrupted);
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|source| ProcessError::Start { program: program.clone(), source })?;
    let stdout = drain(child.stdout.take());
    let stderr = drain(child.stderr.take());
    let lost = |source| ProcessError::Lost { program: program.clone(), source };
    let status = await_end(&mut child, &program, limit, interrupt)?;
    Ok(Finished {
        status,
        stdout: stdout.join().unwrap_or_else(|_| Ok(Vec::new())).map_err(lost)?,
        stderr: stderr.join().unwrap_or_else(|_| Ok(Vec::new())).map_err(lost)?,
    })
}

fn await_end(
    child: &mut Child,
    program: &str,
    limit: Duration,
    interrupt: &Interrupt,
) -> Result<ExitStatus, ProcessError> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => {}
            Err(source) => {
                end(child);
                return Err(ProcessError::Lost { program: program.to_owned(), source });
            }
        }
        if interrupt.raised() {
            end(child);
            return Err(ProcessError::Interrupted);
        }
        if began.elapsed() > limit {
            end(child);
            return Err(ProcessError::TimedOut { program: program.to_owned(), limit });
        }
        thread::sleep(BEAT);
    }
}

/// Kills the child's whole group and takes its status, so that no zombie stays.
fn end(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // A group that is gone already is what we want.
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _gone = child.wait();
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<io::Result<Vec<u8>>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_and_status_come_back() {
        let done = run(shell("echo out; echo err >&2; exit 3"), Duration::from_secs(20), &Interrupt::never())
            .unwrap();
        assert_eq!(done.status.code(), Some(3));
        assert_eq!(done.stdout, b"out\n");
        assert_eq!(done.said(), "err");
    }

    #[test]
    fn a_program_and_what_it_started_end_at_the_limit() {
        let began = Instant::now();
        let error =
            run(shell("sleep 60 & wait"), Duration::from_millis(100), &Interrupt::never()).unwrap_err();
        assert!(matches!(error, ProcessError::TimedOut { .. }), "{error}");
        assert!(began.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(Command::new("/nonexistent/kustomize"), Duration::from_secs(1), &Interrupt::never());
        assert_eq!(error.unwrap_err().to_string(), "cannot start /nonexistent/kustomize");
    }
}
