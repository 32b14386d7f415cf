use std::fmt;

/// The states that an entity goes through, and which follows which.
pub trait State: Copy + Eq + fmt::Debug + 'static {
    /// Every state, in the order of a life without trouble.
    const ALL: &'static [Self];

    /// The state in the words of the data model.
    fn as_str(self) -> &'static str;

    /// The states that may follow.
    fn next(self) -> &'static [Self];

    /// Goes on to another state, if it may follow.
    fn to(self, next: Self) -> Result<Self, TransitionError> {
        if self.next().contains(&next) {
            Ok(next)
        } else {
            Err(TransitionError { from: self.as_str(), to: next.as_str() })
        }
    }
}

/// A state does not follow another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{to}` does not follow `{from}`")]
pub struct TransitionError {
    from: &'static str,
    to: &'static str,
}
