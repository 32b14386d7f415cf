use crate::{Level, Verdict};

/// The exit code of every verb; the numbers are fixed by `docs/reference.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// Every Must holds.
    Holds,
    /// A Must fails, or the input is invalid.
    Fails,
    /// The command line is wrong.
    Usage,
    /// The selection is empty.
    NothingSelected,
    /// Something was blocked or not run, and nothing failed.
    Partial,
    /// The harness or a tool it needs is broken.
    Broken,
}

impl Exit {
    /// The number given to the shell.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::Fails => 1,
            Self::Usage => 2,
            Self::NothingSelected => 3,
            Self::Partial => 4,
            Self::Broken => 70,
        }
    }

    /// Decides the exit code of a run from what its clauses came to.
    ///
    /// Broken outweighs Fail, Fail outweighs Blocked; a failing Should or May decides nothing, but
    /// one that is blocked or broken does, because then nobody looked.
    #[must_use]
    pub fn of(outcomes: impl IntoIterator<Item = (Level, Verdict)>) -> Self {
        let mut worst = Verdict::Pass;
        let mut any = false;
        for (level, verdict) in outcomes {
            any = true;
            if verdict != Verdict::Fail || level == Level::Must {
                worst = worst.max(verdict);
            }
        }
        match worst {
            _ if !any => Self::NothingSelected,
            Verdict::Pass | Verdict::NotApplicable => Self::Holds,
            Verdict::Blocked => Self::Partial,
            Verdict::Fail => Self::Fails,
            Verdict::Broken => Self::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], Exit::NothingSelected)]
    #[case(&[(Level::Must, Verdict::Pass)], Exit::Holds)]
    #[case(&[(Level::Must, Verdict::NotApplicable)], Exit::Holds)]
    #[case(&[(Level::Should, Verdict::Fail), (Level::Must, Verdict::Pass)], Exit::Holds)]
    #[case(&[(Level::Should, Verdict::Blocked)], Exit::Partial)]
    #[case(&[(Level::Must, Verdict::Blocked), (Level::Must, Verdict::Fail)], Exit::Fails)]
    #[case(&[(Level::Must, Verdict::Fail), (Level::May, Verdict::Broken)], Exit::Broken)]
    fn the_worst_verdict_decides(#[case] outcomes: &[(Level, Verdict)], #[case] exit: Exit) {
        assert_eq!(Exit::of(outcomes.iter().copied()), exit);
    }
}
