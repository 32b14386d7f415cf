//! The source files of the tree as clauses read them.

use conform_manifest::{
    Object,
    yaml::{Node, Text, parse_one},
};
use conform_model::{Finding, JsonPointer, Location};

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

/// Where the values file behind a chart's object sets a key, such as
/// `["prometheus", "prometheusSpec", "retention"]`; where it does not, the nearest key above.
pub(crate) fn values_key(cx: &Facts<'_>, object: &Object, route: &[&str]) -> Option<Location> {
    let file = object.origin.as_ref()?.values.as_deref()?;
    let text = cx.sources?.text(file)?;
    let root = parse_one(text).ok()?;
    let pointer = route.iter().fold(JsonPointer::root(), |pointer, key| pointer.key(key));
    Some(text.location(root.span_at(&pointer)))
}

/// Shows beside a finding where the values file sets the key, if that is known.
pub(crate) fn with_values_key(finding: Finding, cx: &Facts<'_>, object: &Object, route: &[&str]) -> Finding {
    match values_key(cx, object, route) {
        Some(location) => finding.related("the values file sets it here", location),
        None => finding,
    }
}
