use super::State;
use crate::ClusterId;

/// A volume that a pod claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageVolume {
    /// The claim.
    pub pvc_name: String,
    /// How much it asks for, as Kubernetes writes it; empty where it does not say.
    pub size: String,
    /// The class that provides it; empty where the claim leaves it to the default.
    pub storage_class: String,
    /// Where it stands in its life.
    pub status: VolumeState,
    /// The cluster it is in.
    pub cluster: ClusterId,
}

/// Why a volume does not keep what is written to it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    /// Another class provides it, or none is named.
    #[error("the claim {claim} asks for {found} instead of class `{wanted}`")]
    Class {
        /// The claim.
        claim: String,
        /// What it asks for.
        found: String,
        /// The class it should ask for.
        wanted: String,
    },
    /// It asks for no size.
    #[error("the claim {0} says no size")]
    NoSize(String),
}

impl StorageVolume {
    /// Says what is wrong with a claim for state.
    pub fn check(&self, class: &str) -> Result<(), VolumeError> {
        if self.storage_class != class {
            let found = match self.storage_class.as_str() {
                "" => "no class".to_owned(),
                other => format!("class `{other}`"),
            };
            let wanted = class.to_owned();
            return Err(VolumeError::Class { claim: self.pvc_name.clone(), found, wanted });
        }
        if self.size.is_empty() {
            return Err(VolumeError::NoSize(self.pvc_name.clone()));
        }
        Ok(())
    }
}

/// The life of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeState {
    /// Claimed.
    Pending,
    /// There.
    Bound,
    /// Being copied to S3.
    BackingUp,
    /// Copied to S3.
    BackedUp,
}

impl State for VolumeState {
    const ALL: &'static [Self] = &[Self::Pending, Self::Bound, Self::BackingUp, Self::BackedUp];

    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Bound => "Bound",
            Self::BackingUp => "Backing Up",
            Self::BackedUp => "Backed Up",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Bound],
            Self::Bound | Self::BackedUp => &[Self::BackingUp],
            // A backup that fails leaves the volume as it was.
            Self::BackingUp => &[Self::BackedUp, Self::Bound],
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("longhorn", "1Gi", "")]
    #[case("", "1Gi", "the claim a/b asks for no class instead of class `longhorn`")]
    #[case("standard", "1Gi", "the claim a/b asks for class `standard` instead of class `longhorn`")]
    #[case("longhorn", "", "the claim a/b says no size")]
    fn claims(#[case] class: &str, #[case] size: &str, #[case] message: &str) {
        let volume = StorageVolume {
            pvc_name: "a/b".to_owned(),
            size: size.to_owned(),
            storage_class: class.to_owned(),
            status: VolumeState::Pending,
            cluster: ClusterId::parse("197-edge").unwrap(),
        };
        let said = volume.check("longhorn").err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(said, message);
    }

    #[rstest]
    #[case(VolumeState::Pending, VolumeState::Bound, true)]
    #[case(VolumeState::BackingUp, VolumeState::Bound, true)]
    #[case(VolumeState::BackedUp, VolumeState::BackingUp, true)]
    #[case(VolumeState::Pending, VolumeState::BackingUp, false)]
    #[case(VolumeState::Bound, VolumeState::BackedUp, false)]
    #[case(VolumeState::BackedUp, VolumeState::Pending, false)]
    fn states(#[case] from: VolumeState, #[case] to: VolumeState, #[case] legal: bool) {
        assert_eq!(from.to(to).is_ok(), legal);
    }
}
