use std::{
    io,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// Whether somebody pressed Ctrl-C, or asked the process to end.
///
/// While a [`Guard`] lives, the first SIGINT or SIGTERM only raises this flag, so that children are
/// ended and half-written folders removed; a second one ends the process at once. Without a guard
/// both signals do what they always do.
#[derive(Debug, Clone)]
pub struct Interrupt {
    raised: Arc<AtomicBool>,
    idle: Arc<AtomicBool>,
}

/// Work that must be tidied up when the process is asked to end.
#[derive(Debug)]
pub struct Guard {
    idle: Arc<AtomicBool>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.idle.store(true, Ordering::SeqCst);
    }
}

impl Interrupt {
    /// The process-wide flag; the handlers are installed by the first call.
    pub fn install() -> io::Result<Self> {
        static INSTALLED: OnceLock<Interrupt> = OnceLock::new();
        if let Some(installed) = INSTALLED.get() {
            return Ok(installed.clone());
        }
        let fresh = Self::never();
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&fresh.idle))?;
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&fresh.raised))?;
            flag::register(signal, Arc::clone(&fresh.raised))?;
        }
        Ok(INSTALLED.get_or_init(|| fresh).clone())
    }

    /// A flag that no signal raises.
    #[must_use]
    pub fn never() -> Self {
        Self { raised: Arc::new(AtomicBool::new(false)), idle: Arc::new(AtomicBool::new(true)) }
    }

    /// From now until the guard goes, a signal raises the flag instead of ending the process.
    #[must_use]
    pub fn guard(&self) -> Guard {
        self.idle.store(false, Ordering::SeqCst);
        Guard { idle: Arc::clone(&self.idle) }
    }

    /// Whether a signal came.
    #[must_use]
    pub fn raised(&self) -> bool {
        self.raised.load(Ordering::SeqCst)
    }
}
