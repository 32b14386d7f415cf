//! From `deploy/` to a parsed stack: renders with real kustomize and helm, reads YAML with spans.
//!
//! The one crate that starts kustomize and helm and the one that knows YAML. It judges nothing:
//! a file it cannot read is an error with a place, an object it can read is data.

mod cache;
pub mod charts;
mod interrupt;
mod process;
pub mod render;
pub mod secret;
mod stack;
pub mod tools;
mod tree;
pub mod yaml;

pub use cache::{Cache, CacheError};
pub use charts::{ChartEntry, ChartError, ChartOptions, ChartSource, ChosenChart};
pub use interrupt::{Guard, Interrupt};
pub use render::{RenderError, Rendered, Renderer};
pub use stack::{Object, Stack, StackError, Stage, StageName, Unreadable};
pub use tools::{Tool, ToolError, Tools};
pub use tree::{SourceTree, TreeError};
