use std::collections::BTreeSet;

use conform_manifest::yaml::Node;

use super::Body;

/// One action of a state, such as `delete`.
#[derive(Debug, Clone)]
pub(crate) struct Action<'a> {
    /// What it does.
    pub(crate) name: &'a str,
    /// How it does it.
    pub(crate) parameters: &'a Node,
    /// How often it is tried again.
    pub(crate) retries: Option<i64>,
}

/// One way out of a state.
#[derive(Debug, Clone)]
pub(crate) struct Transition<'a> {
    /// The state it leads to.
    pub(crate) target: &'a str,
    /// The age of the index at which it is taken.
    pub(crate) min_index_age: Option<&'a str>,
}

/// One state of a lifecycle.
#[derive(Debug, Clone)]
pub(crate) struct State<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// What is done in it, in order.
    pub(crate) actions: Vec<Action<'a>>,
    /// The ways out of it.
    pub(crate) transitions: Vec<Transition<'a>>,
}

impl<'a> State<'a> {
    /// The first action of this kind.
    pub(crate) fn action(&self, name: &str) -> Option<&Action<'a>> {
        self.actions.iter().find(|action| action.name == name)
    }
}

/// An index lifecycle policy.
#[derive(Debug, Clone)]
pub(crate) struct Lifecycle<'a> {
    /// The state in which an index begins.
    pub(crate) first: Option<&'a str>,
    /// Its states.
    pub(crate) states: Vec<State<'a>>,
}

impl<'a> Lifecycle<'a> {
    /// Reads the body of a policy.
    pub(crate) fn of(body: &'a Body<'_>) -> Self {
        let states = body.node.dig_seq(&["policy", "states"]).map(|state| State {
            name: state.dig_str(&["name"]).unwrap_or_default(),
            actions: state.dig_seq(&["actions"]).filter_map(action).collect(),
            transitions: state
                .dig_seq(&["transitions"])
                .map(|transition| Transition {
                    target: transition.dig_str(&["state_name"]).unwrap_or_default(),
                    min_index_age: transition.dig_str(&["conditions", "min_index_age"]),
                })
                .collect(),
        });
        Self { first: body.node.dig_str(&["policy", "default_state"]), states: states.collect() }
    }

    /// The state with a name.
    pub(crate) fn state(&self, name: &str) -> Option<&State<'a>> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The states that an index can come to from its first, without passing through those that
    /// `closed` holds for.
    pub(crate) fn reached(&self, closed: impl Fn(&State<'a>) -> bool) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.first.into_iter().collect();
        while let Some(name) = open.pop() {
            let Some(state) = self.state(name) else { continue };
            if closed(state) || !reached.insert(state.name) {
                continue;
            }
            open.extend(state.transitions.iter().map(|transition| transition.target));
        }
        reached
    }

    /// Every action with its state.
    pub(crate) fn actions(&self) -> impl Iterator<Item = (&State<'a>, &Action<'a>)> {
        self.states.iter().flat_map(|state| state.actions.iter().map(move |action| (state, action)))
    }
}

fn action(node: &Node) -> Option<Action<'_>> {
    // What stands beside the action says how it is carried out.
    let entry = node.as_map()?.iter().find(|entry| !matches!(&*entry.key, "retry" | "timeout"))?;
    Some(Action {
        name: &entry.key,
        parameters: &entry.value,
        retries: node.dig(&["retry", "count"]).and_then(Node::as_i64),
    })
}
