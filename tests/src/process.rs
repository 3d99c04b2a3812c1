//! Processes that a test started, which end with it.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// A process and all that it started in turn. Ended by id when dropped, also while a test panics.
#[derive(Debug)]
pub(crate) struct Started(Child);

impl Started {
    /// Starts `command` at the head of a process group of its own.
    pub(crate) fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.process_group(0).spawn();
        Self(child.unwrap_or_else(|error| panic!("{name} could not be started (is it installed?): {error}")))
    }

    /// Whether a process that it started is still there.
    pub(crate) fn has_children(&self) -> bool {
        let id = self.0.id();
        fs::read_to_string(format!("/proc/{id}/task/{id}/children")).is_ok_and(|ids| !ids.trim().is_empty())
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // The group is this child's own: nobody else's process can be in it.
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
