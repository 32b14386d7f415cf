use jiff::Timestamp;

use super::State;
use crate::ClusterId;

/// A line of a pod's log, as it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// When the pod wrote it.
    pub timestamp: Timestamp,
    /// The pod.
    pub pod_name: String,
    /// Its namespace.
    pub namespace: String,
    /// How bad it is, as far as the line says.
    pub log_level: String,
    /// The line.
    pub message: String,
    /// The cluster that the pod ran on.
    pub cluster_source: ClusterId,
}

impl LogEntry {
    /// The fields of the index that hold the members, in their order, and the types they need to be
    /// found by.
    pub const INDEXED: [(&'static str, &'static str); 6] = [
        ("@timestamp", "date"),
        ("kubernetes.pod_name", "keyword"),
        ("kubernetes.namespace_name", "keyword"),
        ("log_level", "keyword"),
        ("log", "text"),
        ("cluster_source", "keyword"),
    ];
}

/// The life of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogState {
    /// Written by a pod.
    Emitted,
    /// Read by Fluent Bit.
    Collected,
    /// Found by a search.
    Indexed,
    /// In a snapshot as well.
    Snapshotted,
    /// On the nodes no more, and from the end of the snapshot's time nowhere.
    Deleted,
}

impl State for LogState {
    const ALL: &'static [Self] =
        &[Self::Emitted, Self::Collected, Self::Indexed, Self::Snapshotted, Self::Deleted];

    fn as_str(self) -> &'static str {
        match self {
            Self::Emitted => "Emitted",
            Self::Collected => "Collected",
            Self::Indexed => "Indexed",
            Self::Snapshotted => "Snapshotted",
            Self::Deleted => "Deleted",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Emitted => &[Self::Collected],
            Self::Collected => &[Self::Indexed],
            Self::Indexed => &[Self::Snapshotted],
            Self::Snapshotted => &[Self::Deleted],
            Self::Deleted => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(LogState::Emitted, LogState::Collected, true)]
    #[case(LogState::Collected, LogState::Indexed, true)]
    #[case(LogState::Indexed, LogState::Snapshotted, true)]
    #[case(LogState::Snapshotted, LogState::Deleted, true)]
    #[case(LogState::Indexed, LogState::Deleted, false)]
    #[case(LogState::Deleted, LogState::Indexed, false)]
    fn states(#[case] from: LogState, #[case] to: LogState, #[case] legal: bool) {
        assert_eq!(from.to(to).is_ok(), legal);
    }
}
