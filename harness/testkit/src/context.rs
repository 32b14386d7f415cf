use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use conform_checks::{CLAUSES, Clause, Contracts, Facts, Schemas};
use conform_engine::{LoadError, Run, judge, load_contracts};
use conform_manifest::{
    Cache, CacheError, ChartError, ChartOptions, ChosenChart, Interrupt, Object, RenderError, Renderer,
    SourceTree, Stack, Stage, ToolError, TreeError, charts, tools::Wanted, yaml::Text,
};
use conform_model::{InputDigests, Record, Verdict};
use conform_report::{Context as ReportContext, Summary, human};
use jiff::civil::{Date, date};

use crate::{Changed, repository};

/// The day on which the suites judge waivers, so that a test does not turn red over night.
pub const PINNED_DAY: Date = date(2026, 11, 22);

/// Why there is nothing to judge.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// The contracts cannot be read.
    #[error(transparent)]
    Contracts(#[from] LoadError),
    /// The sources cannot be read.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The charts are not at hand.
    #[error(transparent)]
    Charts(#[from] ChartError),
    /// kustomize or helm is not at hand.
    #[error(transparent)]
    Tools(#[from] ToolError),
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The tree does not render.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Records of the same clauses, in the same order.
#[derive(Debug)]
pub struct Compared {
    /// Over the clean stack.
    pub before: Vec<Record>,
    /// Over the changed one.
    pub after: Vec<Record>,
}

/// The clause that looks at one object at a time.
const BY_OBJECT: &str = "tree.objects-match-schema";

/// The objects of a changed stack that are not, exactly so, in the clean one.
fn touched(clean: &Stack, changed: &Stack) -> Stack {
    let known: BTreeMap<_, &Object> =
        clean.objects().map(|object| ((&object.cluster, &object.stage, &object.id), object)).collect();
    let is_new = |object: &&Object| {
        known.get(&(&object.cluster, &object.stage, &object.id)).is_none_or(|clean| clean.node != object.node)
    };
    let stages = changed.stages.iter().filter_map(|stage| {
        let objects: Vec<Object> = stage.objects.iter().filter(is_new).cloned().collect();
        (!objects.is_empty()).then(|| Stage {
            cluster: stage.cluster.clone(),
            name: stage.name.clone(),
            text: Arc::clone(&stage.text),
            objects,
            unreadable: Vec::new(),
        })
    });
    Stack { stages: stages.collect() }
}

/// The repository's own stack over the stand-in charts, and what it must be.
#[derive(Debug)]
pub struct Context {
    /// What the stack must be.
    pub contracts: Contracts,
    /// What is rendered.
    pub stack: Stack,
    /// What it is rendered from.
    pub sources: SourceTree,
    /// The schemas of its kinds.
    pub schemas: Schemas,
    /// What the render rests on.
    pub inputs: InputDigests,
}

/// The context of this process, made by the first trial that needs it; never while listing.
pub fn context() -> Result<&'static Context, String> {
    static CONTEXT: OnceLock<Result<Context, String>> = OnceLock::new();
    CONTEXT.get_or_init(|| Context::new().map_err(|error| chain(&error))).as_ref().map_err(Clone::clone)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

impl Context {
    /// Reads and renders the repository. The render comes from the cache if nothing has changed.
    ///
    /// Charts are always the stand-ins, whatever a cache holds: the suites judge one stack.
    pub fn new() -> Result<Self, ContextError> {
        let root = repository::root();
        let contracts = load_contracts(&root.join("contracts"))?;
        let sources = SourceTree::read(&root.join("deploy"))?;
        let cache = Cache::from_env()?;
        let interrupt = Interrupt::never();
        let stand_ins = ChartOptions { home: Some(root.join("fixtures/charts")), ..ChartOptions::default() };
        let charts = charts::choose(&charts::entries(&sources)?, &stand_ins, &cache)?;
        let tools = Wanted::default().find(&cache, &interrupt, &|_| ())?;
        let renderer = Renderer {
            tree: &sources,
            tools: &tools,
            charts: &charts,
            cache: &cache,
            interrupt: &interrupt,
            say: &|_| (),
        };
        let stack = renderer.render(None)?.stack()?;
        let inputs = InputDigests {
            render: stack.digest(),
            tree: Some(sources.digest()),
            contracts: contracts.digest(),
            tools: tools.usage(),
            charts: charts.iter().map(ChosenChart::usage).collect(),
        };
        let schemas = Schemas::new(&stack);
        Ok(Self { contracts, stack, sources, schemas, inputs })
    }

    /// Judges clauses over the clean stack.
    #[must_use]
    pub fn judge(&self, clauses: &[&'static Clause]) -> Vec<Record> {
        judge(clauses, &self.facts(), &self.run())
    }

    /// Every clause over the clean stack, judged once per process.
    pub fn clean(&self) -> &'static [Record] {
        static CLEAN: OnceLock<Vec<Record>> = OnceLock::new();
        CLEAN.get_or_init(|| self.judge(CLAUSES))
    }

    /// Judges every clause over the clean stack and over a changed one.
    ///
    /// Holding every object against its schema takes more time than all else together, and what
    /// comes of one object depends on nothing but the object and the schemas. So unless the schemas
    /// may have changed, that clause judges the changed objects alone, and is taken to pass over the
    /// clean stack, which a trial of its own sees to. [`Self::compare_wholly`] trusts in neither.
    #[must_use]
    pub fn compare(&self, changed: &Changed) -> Compared {
        static CLEAN: OnceLock<Vec<Record>> = OnceLock::new();
        if changed.definitions {
            return self.compare_wholly(changed);
        }
        let (by_object, others): (Vec<_>, Vec<_>) =
            CLAUSES.iter().copied().partition(|clause| clause.id.as_str() == BY_OBJECT);
        let mut before = CLEAN.get_or_init(|| self.judge(&others)).clone();
        let mut after = self.judge_with(&others, changed, &changed.stack, &self.schemas);
        let touched = touched(&self.stack, &changed.stack);
        if !touched.stages.is_empty() {
            for record in self.judge_with(&by_object, changed, &touched, &self.schemas) {
                before.push(Record {
                    verdict: Some(Verdict::Pass),
                    reason: None,
                    findings: Vec::new(),
                    ..record.clone()
                });
                after.push(record);
            }
        }
        Compared { before, after }
    }

    /// Judges every clause over all of the clean stack and all of a changed one.
    #[must_use]
    pub fn compare_wholly(&self, changed: &Changed) -> Compared {
        Compared { before: self.clean().to_vec(), after: self.judge_wholly(changed) }
    }

    /// Judges every clause over all of a changed stack.
    #[must_use]
    pub fn judge_wholly(&self, changed: &Changed) -> Vec<Record> {
        self.judge_with(CLAUSES, changed, &changed.stack, &Schemas::new(&changed.stack))
    }

    fn judge_with(
        &self,
        clauses: &[&'static Clause],
        changed: &Changed,
        stack: &Stack,
        schemas: &Schemas,
    ) -> Vec<Record> {
        let facts = Facts { contracts: &changed.contracts, stack, sources: Some(&changed.sources), schemas };
        judge(clauses, &facts, &self.run())
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            contracts: &self.contracts,
            stack: &self.stack,
            sources: Some(&self.sources),
            schemas: &self.schemas,
        }
    }

    fn run(&self) -> Run {
        Run { id: Run::fresh_id(), inputs: self.inputs.clone(), clusters: Vec::new() }
    }

    /// The records as `conform check` would print them.
    #[must_use]
    pub fn report(&self, summary: &Summary<'_>) -> String {
        let texts = self.texts();
        let source = |file: &str| texts.get(file).map(|text| text.content.as_str());
        let run = self.run();
        let cx = ReportContext {
            harness: env!("CARGO_PKG_VERSION"),
            run: &run.id,
            inputs: &self.inputs,
            only: &[],
            clusters: self.stack.clusters().len(),
            stages: self.stack.stages.len(),
            objects: self.stack.objects().count(),
            source: &source,
        };
        human(summary, &cx, false)
    }

    fn texts(&self) -> BTreeMap<&str, &Text> {
        let mut texts = self.stack.texts();
        texts.extend(self.contracts.texts().map(|text| (text.file.as_str(), text)));
        texts.extend(self.sources.texts().map(|text| (text.file.as_str(), &**text)));
        texts
    }
}
