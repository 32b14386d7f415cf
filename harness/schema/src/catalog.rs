//! All known schemas, and the judgement of objects by them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use conform_manifest::yaml::Node;
use conform_model::{ClassKey, JsonPointer};
use serde_json::Value;

use crate::{
    compile::{Compiled, compile},
    crd::{self, CrdInfo, CrdVersion},
    explain, kinds, native, structural,
};

/// What is wrong at one place of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place: the unknown key, the wrong value, the mapping that lacks a field.
    pub pointer: JsonPointer,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// What came of holding one object against its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It fits.
    Valid,
    /// It does not fit, in the order of the file.
    Invalid(Vec<Violation>),
    /// It fits as far as the schema goes, but its definition is a stand-in that does not know
    /// these fields: nobody can say.
    Unjudged(Vec<JsonPointer>),
    /// Nobody knows the kind.
    NoSchema,
    /// There is a schema, but it is broken; the text says how and where.
    BrokenSchema(String),
}

type Cached = Option<Result<Arc<Compiled>, Arc<str>>>;

/// The schemas of one Kubernetes version and of the custom kinds beside it.
///
/// Schemas are compiled when their kind is first met; a catalog may be used from several threads.
pub struct Catalog {
    built_in: bool,
    strict: bool,
    crds: BTreeMap<ClassKey, CrdVersion>,
    files: BTreeMap<ClassKey, Value>,
    compiled: Mutex<HashMap<ClassKey, Cached>>,
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("built_in", &self.built_in)
            .field("strict", &self.strict)
            .field("crds", &self.crds.keys())
            .field("files", &self.files.keys())
            .finish_non_exhaustive()
    }
}

impl Default for Catalog {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Catalog {
    /// Knows what Kubernetes [`KUBERNETES_VERSION`](crate::KUBERNETES_VERSION) serves.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            built_in: true,
            strict: true,
            crds: BTreeMap::new(),
            files: BTreeMap::new(),
            compiled: Mutex::default(),
        }
    }

    /// Knows nothing but definitions of custom kinds themselves; schemas come by [`Self::add_schema`].
    #[must_use]
    pub fn empty() -> Self {
        Self { built_in: false, ..Self::built_in() }
    }

    /// Takes unknown fields without a word. To be called before anything is added.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.strict = false;
        self
    }

    /// Adds the kinds that a `CustomResourceDefinition` defines; returns them.
    ///
    /// A definition of the same class that was added before is replaced. What is wrong with a
    /// definition is found by [`Self::judge`] on the definition itself.
    pub fn add_crd(&mut self, definition: &Node) -> Vec<CrdInfo> {
        let mut added = Vec::new();
        for version in crd::versions(definition, self.strict) {
            added.push(version.info.clone());
            self.forget(&version.info.class);
            self.crds.insert(version.info.class.clone(), version);
        }
        added
    }

    /// Adds a JSON Schema for a kind; it wins over a built-in one.
    pub fn add_schema(&mut self, class: ClassKey, schema: Value) {
        self.forget(&class);
        self.files.insert(class, native::adopt(schema, self.strict));
    }

    /// Whether there is a schema for a kind, broken or not.
    #[must_use]
    pub fn knows(&self, class: &ClassKey) -> bool {
        self.files.contains_key(class)
            || self.crds.get(class).is_some_and(|version| version.schema.is_some())
            || self.kind(class).is_some()
    }

    /// The custom kinds that were added, in order.
    pub fn custom_kinds(&self) -> impl Iterator<Item = &CrdInfo> {
        self.crds.values().map(|version| &version.info)
    }

    /// Holds one object against the schema of its kind. A `List` is not taken apart.
    #[must_use]
    pub fn judge(&self, object: &Node) -> Judgement {
        let (Some(api_version), Some(kind)) = (object.dig_str(&["apiVersion"]), object.dig_str(&["kind"]))
        else {
            return Judgement::NoSchema;
        };
        self.judge_as(object, &ClassKey::new(api_version, kind))
    }

    /// Holds one object against the schema of a kind.
    #[must_use]
    pub fn judge_as(&self, object: &Node, class: &ClassKey) -> Judgement {
        let compiled = match self.compiled(class) {
            None => return Judgement::NoSchema,
            Some(Err(message)) => return Judgement::BrokenSchema(message.to_string()),
            Some(Ok(compiled)) => compiled,
        };
        let (mut violations, unjudged) = if compiled.validator.is_valid(object) {
            (Vec::new(), Vec::new())
        } else {
            explain::explain(&compiled, object)
        };
        if crd::is_crd(object) {
            violations.extend(structural::problems(object));
            explain::sort(object, &mut violations);
        }
        if !violations.is_empty() {
            Judgement::Invalid(violations)
        } else if !unjudged.is_empty() {
            Judgement::Unjudged(unjudged)
        } else {
            Judgement::Valid
        }
    }

    /// A known kind that somebody may have meant, as `apiVersion Kind`.
    #[must_use]
    pub fn suggest(&self, class: &ClassKey) -> Option<String> {
        let known: Vec<Cow<'_, ClassKey>> = self
            .crds
            .keys()
            .chain(self.files.keys())
            .map(Cow::Borrowed)
            .chain(kinds::KINDS.iter().filter(|_| self.built_in).map(|kind| Cow::Owned(kind.class())))
            .collect();
        let same: Vec<&ClassKey> = known.iter().map(|it| &**it).filter(|it| it.kind == class.kind).collect();
        let by_group = same.iter().find(|it| it.group == class.group).or(same.first());
        if let Some(found) = by_group {
            return Some(found.to_string());
        }
        let kind = crate::nearest::nearest(&class.kind, known.iter().map(|it| it.kind.as_str()))?;
        known.iter().find(|it| it.kind == kind).map(ToString::to_string)
    }

    fn kind(&self, class: &ClassKey) -> Option<&'static kinds::Kind> {
        let definition = class.kind == "CustomResourceDefinition" && class.group == "apiextensions.k8s.io";
        if self.built_in || definition {
            kinds::find(&class.group, &class.version, &class.kind)
        } else {
            None
        }
    }

    fn forget(&mut self, class: &ClassKey) {
        self.compiled.get_mut().unwrap_or_else(PoisonError::into_inner).remove(class);
    }

    fn compiled(&self, class: &ClassKey) -> Cached {
        if let Some(found) = self.cache().get(class) {
            return found.clone();
        }
        // Compiled outside the lock: two threads may do it twice, none waits for another's kind.
        let made = self.make(class);
        self.cache().entry(class.clone()).or_insert(made).clone()
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, HashMap<ClassKey, Cached>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make(&self, class: &ClassKey) -> Cached {
        let (schema, stand_in, source) = if let Some(schema) = self.files.get(class) {
            (schema.clone(), false, format!("the schema file of {class}"))
        } else if let Some(version) = self.crds.get(class) {
            let source = format!("the schema of {class} ({} in {})", version.place, version.name);
            (version.schema.clone()?, version.info.stand_in, source)
        } else {
            let kind = self.kind(class)?;
            (
                native::tighten((kind.generate)(), self.strict),
                false,
                format!("the built-in schema of {class}"),
            )
        };
        let made = compile(schema, stand_in).map_err(|error| format!("{source} is broken: {error}").into());
        Some(made.map(Arc::new))
    }
}
