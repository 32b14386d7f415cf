use std::time::Duration;

use jiff::Timestamp;

use super::State;
use crate::ClusterId;

/// A Prometheus, as its external labels tell it from others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrometheusInstance {
    /// The label `cluster`; empty where it is absent.
    pub cluster: String,
    /// The label by which replicas differ; empty where it is absent.
    pub replica: String,
}

impl PrometheusInstance {
    /// Whether its blocks are those of a cluster.
    #[must_use]
    pub fn is_of(&self, cluster: &ClusterId) -> bool {
        self.cluster == cluster.as_str()
    }
}

/// A block of metrics: what a sidecar uploads at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricBlock {
    /// The Prometheus that collected it.
    pub prometheus_instance: PrometheusInstance,
    /// The time of its first sample.
    pub start_time: Timestamp,
    /// The time behind its last sample.
    pub end_time: Timestamp,
    /// Its folder in the bucket: a ULID.
    pub s3_path: String,
    /// Its size, in bytes.
    pub size_bytes: u64,
}

/// Why something is no block that may be in the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// It ends before it begins.
    #[error("the block ends before it begins")]
    NoSpan,
    /// It spans more than a sidecar uploads at a time.
    #[error("the block spans more than two hours: it was compacted before it was uploaded")]
    TooLong,
    /// Nobody can tell whose it is.
    #[error("the block does not say which cluster it is from")]
    Nameless,
    /// Its folder is no ULID.
    #[error("the folder of the block is no ULID")]
    NoUlid,
}

impl MetricBlock {
    /// How much time a block of Prometheus spans that nobody has compacted.
    pub const LENGTH: Duration = Duration::from_hours(2);

    /// Says what is wrong with a block as a sidecar uploads it.
    pub fn check(&self) -> Result<(), BlockError> {
        let span = self.end_time.duration_since(self.start_time);
        if span.is_zero() || span.is_negative() {
            return Err(BlockError::NoSpan);
        }
        if span.unsigned_abs() > Self::LENGTH {
            return Err(BlockError::TooLong);
        }
        if self.prometheus_instance.cluster.is_empty() {
            return Err(BlockError::Nameless);
        }
        let digit = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() && !b"ILOU".contains(&byte);
        if self.s3_path.len() != 26 || !self.s3_path.bytes().all(digit) {
            return Err(BlockError::NoUlid);
        }
        Ok(())
    }
}

/// The life of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockState {
    /// On the volume of its Prometheus alone.
    Collected,
    /// In the bucket.
    Uploaded,
    /// Loaded by the Store Gateway.
    Available,
}

impl State for BlockState {
    const ALL: &'static [Self] = &[Self::Collected, Self::Uploaded, Self::Available];

    fn as_str(self) -> &'static str {
        match self {
            Self::Collected => "Collected",
            Self::Uploaded => "Uploaded",
            Self::Available => "Available in Store Gateway",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Collected => &[Self::Uploaded],
            Self::Uploaded => &[Self::Available],
            Self::Available => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn block(cluster: &str, seconds: i64, path: &str) -> MetricBlock {
        MetricBlock {
            prometheus_instance: PrometheusInstance { cluster: cluster.to_owned(), replica: String::new() },
            start_time: Timestamp::UNIX_EPOCH,
            end_time: Timestamp::from_second(seconds).unwrap(),
            s3_path: path.to_owned(),
            size_bytes: 1,
        }
    }

    #[rstest]
    #[case("197-edge", 7200, "01JD7ZX3A8M2QK5T9V4WBCDEFG", Ok(()))]
    #[case("197-edge", 0, "01JD7ZX3A8M2QK5T9V4WBCDEFG", Err(BlockError::NoSpan))]
    #[case("197-edge", -1, "01JD7ZX3A8M2QK5T9V4WBCDEFG", Err(BlockError::NoSpan))]
    #[case("197-edge", 7201, "01JD7ZX3A8M2QK5T9V4WBCDEFG", Err(BlockError::TooLong))]
    #[case("", 7200, "01JD7ZX3A8M2QK5T9V4WBCDEFG", Err(BlockError::Nameless))]
    #[case("197-edge", 7200, "debug/metas", Err(BlockError::NoUlid))]
    #[case("197-edge", 7200, "01JD7ZX3A8M2QK5T9V4WBCDEFU", Err(BlockError::NoUlid))]
    fn blocks(
        #[case] cluster: &str,
        #[case] seconds: i64,
        #[case] path: &str,
        #[case] expected: Result<(), BlockError>,
    ) {
        assert_eq!(block(cluster, seconds, path).check(), expected);
    }

    #[rstest]
    #[case(BlockState::Collected, BlockState::Uploaded, true)]
    #[case(BlockState::Uploaded, BlockState::Available, true)]
    #[case(BlockState::Collected, BlockState::Available, false)]
    #[case(BlockState::Available, BlockState::Collected, false)]
    fn states(#[case] from: BlockState, #[case] to: BlockState, #[case] legal: bool) {
        assert_eq!(from.to(to).is_ok(), legal);
    }
}
