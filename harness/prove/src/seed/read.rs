use conform_manifest::yaml::{DecodeError, Fields, Node, Text, parse_one};
use conform_model::JsonPointer;

use super::{
    Class, Clusters, FileChange, Place, Replacement, Seed, SeedError, Step, Target, credential, patch::Op,
};

/// The steps there are; each entry under `steps:` names one of them.
const STEPS: &str = "patch, edit, delete, add, text, drop, source, contract, credential";

impl Seed {
    /// Reads `seed.yaml`.
    pub fn parse(text: &Text) -> Result<Self, SeedError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let story = fields.string("story")?.value;
        let class = fields
            .optional_string("class")?
            .map(|name| {
                Class::parse(&name.value).ok_or_else(|| {
                    let known = Class::ALL.map(Class::as_str).join(", ");
                    fields
                        .error(name.location.span, format!("unknown class `{}`; known: {known}", name.value))
                })
            })
            .transpose()?;
        let steps =
            fields.list("steps")?.iter().map(|node| step(text, node)).collect::<Result<Vec<_>, _>>()?;
        if steps.is_empty() {
            return Err(fields.error(root.span, "a seed has at least one step under `steps`").into());
        }
        fields.finish()?;
        Ok(Self { story, class, steps })
    }
}

fn step(text: &Text, node: &Node) -> Result<(Place, Step), DecodeError> {
    let line = text.line_column(node.span.start).0;
    let outer = Fields::new(text, node)?;
    let mut entries = node.as_map().into_iter().flatten();
    let (Some(entry), None) = (entries.next(), entries.next()) else {
        return Err(outer.error(node.span, format!("a step has one key, which is one of: {STEPS}")));
    };
    let mut fields = Fields::new(text, &entry.value)?;
    let step = match &*entry.key {
        "patch" => Step::Patch(target(&mut fields)?, ops(text, &mut fields)?),
        "edit" => {
            let target = target(&mut fields)?;
            Step::Edit(target, pointer(&mut fields, "path")?, replacement(&mut fields)?)
        }
        "delete" => Step::Delete(target(&mut fields)?),
        "add" => Step::Add {
            clusters: clusters(&mut fields)?,
            stage: fields.string("stage")?.value,
            manifest: fields.required("manifest")?.to_json(),
        },
        "text" => Step::Text {
            clusters: clusters(&mut fields)?,
            stage: fields.string("stage")?.value,
            replacement: replacement(&mut fields)?,
        },
        "drop" => Step::Drop {
            clusters: clusters(&mut fields)?,
            stage: fields.optional_string("stage")?.map(|stage| stage.value),
        },
        "source" => Step::Source(fields.string("file")?.value, file_change(&mut fields, &entry.value)?),
        "contract" => Step::Contract(fields.string("file")?.value, replacement(&mut fields)?),
        "credential" => credential_step(&mut fields)?,
        other => return Err(outer.error(entry.key_span, format!("unknown step `{other}`; known: {STEPS}"))),
    };
    fields.finish()?;
    Ok((Place { file: text.file.clone(), line }, step))
}

/// A credential that is made here and stands in no file: in an object, or behind a text of a file.
fn credential_step(fields: &mut Fields<'_>) -> Result<Step, DecodeError> {
    let kind = fields.string("kind")?;
    let unknown = || format!("unknown kind of credential; known: {}", credential::KINDS);
    if let Some(file) = fields.optional_string("file")? {
        let after = fields.string("after")?.value;
        let change = credential::behind(after, &kind.value)
            .ok_or_else(|| fields.error(kind.location.span, unknown()))?;
        return Ok(Step::Source(file.value, FileChange::Replace(change)));
    }
    let target = target(fields)?;
    let path = pointer(fields, "path")?;
    let made = credential::make(&kind.value).ok_or_else(|| fields.error(kind.location.span, unknown()))?;
    Ok(Step::Patch(target, vec![Op::Add(path, made.into())]))
}

fn target(fields: &mut Fields<'_>) -> Result<Target, DecodeError> {
    Ok(Target {
        clusters: clusters(fields)?,
        stage: fields.optional_string("stage")?.map(|stage| stage.value),
        object: fields.string("object")?.value,
    })
}

fn clusters(fields: &mut Fields<'_>) -> Result<Clusters, DecodeError> {
    let text = fields.string("cluster")?;
    Ok(if text.value == "all" { Clusters::All } else { Clusters::One(text.value) })
}

/// A text that may be empty, unlike those of [`Fields::string`].
fn any_text(fields: &mut Fields<'_>, key: &'static str) -> Result<String, DecodeError> {
    let node = fields.required(key)?;
    node.as_str()
        .map(ToOwned::to_owned)
        .ok_or_else(|| fields.error(node.span, format!("expected a string, found {}", node.type_name())))
}

fn replacement(fields: &mut Fields<'_>) -> Result<Replacement, DecodeError> {
    Ok(Replacement { replace: fields.string("replace")?.value, by: any_text(fields, "by")? })
}

fn file_change(fields: &mut Fields<'_>, node: &Node) -> Result<FileChange, DecodeError> {
    if node.get("write").is_some() {
        return Ok(FileChange::Write(any_text(fields, "write")?));
    }
    if let Some(remove) = fields.optional("remove") {
        return match remove.as_bool() {
            Some(true) => Ok(FileChange::Remove),
            _ => Err(fields.error(remove.span, "only `remove: true` means anything")),
        };
    }
    replacement(fields).map(FileChange::Replace)
}

fn pointer(fields: &mut Fields<'_>, key: &'static str) -> Result<JsonPointer, DecodeError> {
    let text = fields.string(key)?;
    JsonPointer::parse(&text.value)
        .ok_or_else(|| fields.error(text.location.span, "a path begins with a slash, such as /spec/replicas"))
}

fn ops(text: &Text, fields: &mut Fields<'_>) -> Result<Vec<Op>, DecodeError> {
    fields
        .list("ops")?
        .iter()
        .map(|node| {
            let mut fields = Fields::new(text, node)?;
            let op = fields.string("op")?;
            let path = pointer(&mut fields, "path")?;
            let mut value = || -> Result<serde_json::Value, DecodeError> {
                // Null is a value here, and `optional` takes it for absence.
                let given = node.get("value").map(Node::to_json);
                fields.optional("value");
                given.ok_or_else(|| fields.error(node.span, "`value` is missing"))
            };
            let op = match op.value.as_str() {
                "add" => Op::Add(path, value()?),
                "replace" => Op::Replace(path, value()?),
                "test" => Op::Test(path, value()?),
                "remove" => Op::Remove(path),
                _ => return Err(fields.error(op.location.span, "an op is add, replace, remove or test")),
            };
            fields.finish()?;
            Ok(op)
        })
        .collect()
}
