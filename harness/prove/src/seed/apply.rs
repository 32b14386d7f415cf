use std::sync::Arc;

use conform_checks::{Contracts, contracts::ContractError};
use conform_manifest::{
    Object, SourceTree, Stack, Stage, secret,
    yaml::{DecodeError, Node, ParseError, Text, Value},
};
use conform_model::{ClassKey, ObjectRef, Span};

use super::{Clusters, FileChange, Place, Replacement, Seed, Step, Target, patch};

/// Why a seed cannot be read or applied. Each of them is a mistake of the fixture.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The file is no YAML.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The file does not have its form.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A step does not fit the stack.
    #[error("{file}:{line}: {message}")]
    Step {
        /// The file.
        file: String,
        /// Where the step begins.
        line: u32,
        /// What does not fit.
        message: String,
    },
    /// The contracts are no longer contracts.
    #[error("the changed contracts cannot be read")]
    Contracts(#[from] ContractError),
}

/// A stack with a fault.
#[derive(Debug)]
pub struct Changed {
    /// What the stack must be.
    pub contracts: Contracts,
    /// What is rendered.
    pub stack: Stack,
    /// What it is rendered from.
    pub sources: SourceTree,
    /// Whether definitions of custom resources may have changed, so that schemas are read anew.
    pub(crate) definitions: bool,
}

impl Seed {
    /// Applies the steps, in order, to copies of what is given.
    ///
    /// A step that changes nothing is an error: the fault it describes would not be there.
    pub fn apply(
        &self,
        contracts: &Contracts,
        stack: &Stack,
        sources: &SourceTree,
    ) -> Result<Changed, SeedError> {
        let mut changed = Changed::new(contracts.clone(), stack.clone(), sources.clone());
        for (Place { file, line }, step) in &self.steps {
            changed.apply(step).map_err(|message| SeedError::Step {
                file: file.clone(),
                line: *line,
                message,
            })?;
        }
        Ok(changed)
    }
}

impl Changed {
    /// Nothing is changed yet.
    #[must_use]
    pub fn new(contracts: Contracts, stack: Stack, sources: SourceTree) -> Self {
        Self { contracts, stack, sources, definitions: false }
    }

    fn apply(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Patch(target, ops) => self.each(target, |object| {
                let before = object.node.to_json();
                patch::apply(&mut object.node, ops)?;
                if object.node.to_json() == before {
                    return Err("the patch changes nothing".to_owned());
                }
                object.id = identity(&object.node)?;
                Ok(())
            }),
            Step::Edit(target, path, replacement) => self.each(target, |object| {
                let node = object.node.at_mut(path).ok_or_else(|| format!("there is nothing at {path}"))?;
                let text = node.as_str().ok_or_else(|| format!("{path} is no string"))?;
                let in_secret = object.id.class.kind == "Secret" && path.as_str().starts_with("/data/");
                let text = if in_secret {
                    secret::decode(text).ok_or_else(|| format!("{path} is no text in base64"))?
                } else {
                    text.to_owned()
                };
                let edited = replacement.apply(&text, path.as_str())?;
                let edited = if in_secret { secret::encode(&edited) } else { edited };
                node.value = Value::String(edited.into());
                Ok(())
            }),
            Step::Delete(target) => {
                self.each(target, |_| Ok(()))?;
                for stage in &mut self.stack.stages {
                    stage.objects.retain(|object| !target.means(object));
                }
                Ok(())
            }
            Step::Add { clusters, stage, manifest } => {
                let class = manifest.get("kind").and_then(serde_json::Value::as_str);
                self.definitions |= class == Some("CustomResourceDefinition");
                self.stages(clusters, stage, |stage| {
                    let node = Node::from_json(manifest, Span::default());
                    stage.objects.push(Object {
                        id: identity(&node)?,
                        node,
                        cluster: stage.cluster.clone(),
                        stage: stage.name.clone(),
                        text: Arc::clone(&stage.text),
                        origin: None,
                    });
                    Ok(())
                })
            }
            Step::Text { clusters, stage, replacement } => {
                self.definitions = true;
                self.stages(clusters, stage, |stage| {
                    let content = replacement.apply(&stage.text.content, &stage.text.file)?;
                    let text = Arc::new(Text::new(stage.text.file.clone(), content));
                    let old = std::mem::take(&mut stage.objects);
                    let origin = |id: &ObjectRef| old.iter().find(|own| own.id == *id)?.origin.clone();
                    *stage = Stage::parse(stage.cluster.clone(), stage.name.clone(), &text, &origin);
                    Ok(())
                })
            }
            Step::Drop { clusters, stage } => {
                self.definitions = true;
                let before = self.stack.stages.len();
                let means = |own: &Stage| {
                    clusters.contain(&own.cluster)
                        && stage.as_ref().is_none_or(|name| own.name.as_str() == name)
                };
                self.stack.stages.retain(|own| !means(own));
                let name = stage.as_deref().unwrap_or("at all");
                if self.stack.stages.len() == before {
                    Err(format!("{clusters} has no stage {name}"))
                } else {
                    Ok(())
                }
            }
            Step::Source(file, change) => self.source(file, change),
            Step::Contract(file, replacement) => {
                let mut found = Err(format!("there is no {file}"));
                let texts = self.contracts.texts().map(|text| {
                    let mut content = text.content.clone();
                    if text.file == *file {
                        found = replacement.apply(&content, file).map(|replaced| content = replaced);
                    }
                    Text::new(text.file.clone(), content)
                });
                let texts = texts.collect();
                found?;
                self.contracts = Contracts::parse(texts).map_err(|error| error.to_string())?;
                Ok(())
            }
        }
    }

    fn source(&mut self, file: &str, change: &FileChange) -> Result<(), String> {
        let old = self.sources.text(file).map(|text| text.content.clone());
        let new = match change {
            FileChange::Replace(replacement) => {
                let old = old.as_ref().ok_or_else(|| format!("the tree has no text file {file}"))?;
                Some(replacement.apply(old, file)?)
            }
            FileChange::Write(content) => Some(content.clone()),
            FileChange::Remove => None,
        };
        if old == new {
            return Err(format!("the step changes nothing in {file}"));
        }
        self.sources.set(file, new.as_deref());
        Ok(())
    }

    /// Changes the objects that are meant; there is at least one, and one per cluster at most.
    fn each(
        &mut self,
        target: &Target,
        mut change: impl FnMut(&mut Object) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut met = Vec::new();
        for stage in &mut self.stack.stages {
            for object in stage.objects.iter_mut().filter(|object| target.means(object)) {
                if met.contains(&object.cluster) {
                    return Err(format!(
                        "{} stands twice in cluster {}; name its stage",
                        target.object, object.cluster
                    ));
                }
                met.push(object.cluster.clone());
                self.definitions |= object.kind() == "CustomResourceDefinition";
                change(object)
                    .map_err(|message| format!("{} of {}: {message}", target.object, object.cluster))?;
            }
        }
        if met.is_empty() {
            return Err(format!("no stage of {} renders {}", target.clusters, target.object));
        }
        Ok(())
    }

    fn stages(
        &mut self,
        clusters: &Clusters,
        name: &str,
        mut change: impl FnMut(&mut Stage) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut met = false;
        for stage in &mut self.stack.stages {
            if clusters.contain(&stage.cluster) && stage.name.as_str() == name {
                met = true;
                change(stage)?;
            }
        }
        if met { Ok(()) } else { Err(format!("{clusters} has no stage {name}")) }
    }
}

impl Target {
    fn means(&self, object: &Object) -> bool {
        self.clusters.contain(&object.cluster)
            && self.stage.as_ref().is_none_or(|stage| object.stage.as_str() == stage)
            && object.id.to_string() == self.object
    }
}

impl Replacement {
    fn apply(&self, text: &str, place: &str) -> Result<String, String> {
        if self.replace == self.by {
            return Err("the replacement is what it replaces".to_owned());
        }
        match text.matches(&self.replace).count() {
            1 => Ok(text.replacen(&self.replace, &self.by, 1)),
            0 => Err(format!("{place} does not hold `{}`", self.replace)),
            count => {
                Err(format!("{place} holds `{}` {count} times; give more of its surroundings", self.replace))
            }
        }
    }
}

/// What identifies an object that was made or changed in memory.
fn identity(node: &Node) -> Result<ObjectRef, String> {
    let field = |route: &[&str]| {
        node.dig_str(route)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| format!("the object has no {}; use `text` for what is no object", route.join(".")))
    };
    let namespace = node.dig_str(&["metadata", "namespace"]).filter(|text| !text.is_empty());
    Ok(ObjectRef {
        class: ClassKey::new(field(&["apiVersion"])?, field(&["kind"])?),
        namespace: namespace.map(ToOwned::to_owned),
        name: field(&["metadata", "name"])?.to_owned(),
    })
}
