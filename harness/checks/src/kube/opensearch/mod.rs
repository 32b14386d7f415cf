//! The log cluster as clauses see it: its nodes with their settings, and what the bootstrap sends.

mod body;
mod bootstrap;
mod cron;
mod image;
mod lifecycle;
mod node;
mod node_list;
mod pattern;
mod script;
mod time;

pub(crate) use super::pods::Container;
pub(crate) use body::{Body, Target, bodies, judge_value};
pub(crate) use bootstrap::{Bootstrap, bootstraps};
pub(crate) use cron::Cron;
pub(crate) use image::{Dockerfile, Release, image_parts, pinned_version};
pub(crate) use lifecycle::Lifecycle;
pub(crate) use node::{LogNode, Setting, judge_nodes, judge_setting, log_nodes};
pub(crate) use node_list::judge_node_list;
pub(crate) use pattern::covers;
pub(crate) use time::TimeValue;
