//! The source files of the tree as clauses read them.

use conform_manifest::yaml::{Node, Text, parse_one};
use conform_model::Finding;

use crate::{Facts, Outcome};

/// Every kustomization of the source tree; one that cannot be read is a finding.
pub(crate) fn kustomizations<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<(&'a Text, Node)> {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return Vec::new();
    };
    let mut read = Vec::new();
    for text in sources.texts().filter(|text| text.file.ends_with("/kustomization.yaml")) {
        match parse_one(text) {
            Ok(root) => read.push((&**text, root)),
            Err(error) => out.fail(
                Finding::new(error.message.clone(), text.location(error.span)).help("mend the kustomization"),
            ),
        }
    }
    read
}
