//! Lists, counts and dashboards, each compared with what looking at every certificate gives.

#![allow(clippy::unwrap_used)]

mod changes;
#[path = "../common/mod.rs"]
mod common;
mod finding;
mod model;
mod pages;
