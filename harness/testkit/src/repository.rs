use std::path::{Path, PathBuf};

/// The root of the repository that this crate was built in.
#[must_use]
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

/// Its negative fixtures.
#[must_use]
pub fn fixtures() -> PathBuf {
    root().join("fixtures/negative")
}
