use std::fmt;

/// Where credentials are. Never what they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretRef {
    /// The namespace of the Secret.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret {}/{}", self.namespace, self.name)
    }
}

/// What a bucket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stored {
    /// Metric blocks.
    Metrics,
    /// Log snapshots.
    Logs,
    /// Volume backups.
    Volumes,
}

impl Stored {
    /// The keys of the Secret that the client for this reads.
    #[must_use]
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Metrics => &["objstore.yml"],
            Self::Logs => &["s3.client.default.access_key", "s3.client.default.secret_key"],
            Self::Volumes => &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINTS", "AWS_CERT"],
        }
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Metrics => "metric blocks",
            Self::Logs => "log snapshots",
            Self::Volumes => "volume backups",
        })
    }
}

/// A bucket, as one consumer uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Bucket {
    /// Its name.
    pub name: String,
    /// The server, with scheme and port.
    pub endpoint: String,
    /// Where the consumer finds its credentials.
    pub credentials: SecretRef,
    /// What the consumer keeps in it.
    pub stores: Stored,
}

/// Why something is no bucket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketError {
    /// The server is not named with https, host and port.
    #[error("`{0}` is no S3 endpoint: expected https://<host>:<port>")]
    Endpoint(String),
    /// No S3 server accepts the name.
    #[error("`{0}` is no name of a bucket: 3 to 63 lowercase letters, digits and hyphens")]
    Name(String),
}

impl S3Bucket {
    /// Says what is wrong with the endpoint of an S3 server.
    pub fn check_endpoint(endpoint: &str) -> Result<(), BucketError> {
        let rest = endpoint.strip_prefix("https://").and_then(|rest| rest.rsplit_once(':'));
        let valid = rest.is_some_and(|(host, port)| {
            !host.is_empty()
                && !host.contains(['/', '@', ' '])
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        });
        if valid { Ok(()) } else { Err(BucketError::Endpoint(endpoint.to_owned())) }
    }

    /// Says what is wrong with the name of a bucket.
    pub fn check_name(name: &str) -> Result<(), BucketError> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let valid = (3..=63).contains(&name.len())
            && name.bytes().all(|byte| letter(byte) || byte == b'-')
            && name.bytes().next().is_some_and(letter)
            && name.bytes().last().is_some_and(letter);
        if valid { Ok(()) } else { Err(BucketError::Name(name.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://172.20.40.21:30001", true)]
    #[case("http://172.20.40.21:30001", false)]
    #[case("172.20.40.21:30001", false)]
    #[case("https://172.20.40.21", false)]
    #[case("https://s3.lab:30001/minio", false)]
    fn endpoints(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(S3Bucket::check_endpoint(text).is_ok(), valid);
    }

    #[rstest]
    #[case("opensearch-logs", true)]
    #[case("ab", false)]
    #[case("Logs", false)]
    #[case("logs-", false)]
    #[case("logs_of_us", false)]
    fn names(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(S3Bucket::check_name(text).is_ok(), valid);
    }
}
