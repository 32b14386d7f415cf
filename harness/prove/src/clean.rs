use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use conform_checks::{CLAUSES, Clause, Contracts, Facts, Schemas};
use conform_engine::{Run, judge, judge_in_turn};
use conform_manifest::{Object, SourceTree, Stack, Stage};
use conform_model::{InputDigests, Record, Verdict};

use crate::Changed;

/// The clause that looks at one object at a time.
const BY_OBJECT: &str = "tree.objects-match-schema";

/// The stack that faults are applied to, and what it must be.
#[derive(Debug)]
pub struct Clean {
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
    records: OnceLock<Vec<Record>>,
}

/// Records of the same clauses, in the same order.
#[derive(Debug)]
pub struct Compared {
    /// Over the clean stack.
    pub before: Vec<Record>,
    /// Over the changed one.
    pub after: Vec<Record>,
}

impl Clean {
    /// A stack that nothing is known of yet.
    #[must_use]
    pub fn new(contracts: Contracts, stack: Stack, sources: SourceTree, inputs: InputDigests) -> Self {
        let schemas = Schemas::new(&stack);
        Self { contracts, stack, sources, schemas, inputs, records: OnceLock::new() }
    }

    /// Judges clauses over it.
    #[must_use]
    pub fn judge(&self, clauses: &[&'static Clause]) -> Vec<Record> {
        let facts = Facts {
            contracts: &self.contracts,
            stack: &self.stack,
            sources: Some(&self.sources),
            schemas: &self.schemas,
        };
        judge(clauses, &facts, &self.run())
    }

    /// What every clause says of it, judged once.
    pub fn records(&self) -> &[Record] {
        self.records.get_or_init(|| self.judge(CLAUSES))
    }

    /// What every clause says of it and of a changed one.
    ///
    /// Holding every object against its schema takes more time than all else together, and what
    /// comes of one object depends on nothing but the object and the schemas. So unless the schemas
    /// may have changed, that clause judges the changed objects alone, and is taken to pass over the
    /// clean stack if it does. [`Self::compare_wholly`] judges everything.
    #[must_use]
    pub fn compare(&self, changed: &Changed) -> Compared {
        if changed.definitions {
            return self.compare_wholly(changed);
        }
        let (by_object, others): (Vec<_>, Vec<_>) =
            CLAUSES.iter().copied().partition(|clause| clause.id.as_str() == BY_OBJECT);
        let (mut before, of_objects): (Vec<Record>, Vec<Record>) =
            self.records().iter().cloned().partition(|record| record.clause.id != BY_OBJECT);
        if of_objects.iter().any(|record| record.verdict != Some(Verdict::Pass)) {
            return self.compare_wholly(changed);
        }
        let mut after = self.judge_with(&others, changed, &changed.stack, &self.schemas);
        let touched = touched(&self.stack, &changed.stack);
        if !touched.stages.is_empty() {
            before.extend(of_objects);
            after.extend(self.judge_with(&by_object, changed, &touched, &self.schemas));
        }
        Compared { before, after }
    }

    /// What every clause says of all of it and of all of a changed one.
    #[must_use]
    pub fn compare_wholly(&self, changed: &Changed) -> Compared {
        Compared { before: self.records().to_vec(), after: self.judge_wholly(changed) }
    }

    /// What every clause says of all of a changed stack.
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
        // Faults are judged side by side, so one of them takes one processor.
        judge_in_turn(clauses, &facts, &self.run())
    }

    /// A run over it.
    #[must_use]
    pub fn run(&self) -> Run {
        Run { id: Run::fresh_id(), inputs: self.inputs.clone(), clusters: Vec::new() }
    }
}

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
