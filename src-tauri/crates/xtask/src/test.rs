//! `cargo xtask test`: every step in turn, and a table of what came of them.

use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::error::{Error, Result};
use crate::say::{self, Verdict};
use crate::steps::{Outcome, STEPS, Step};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Runs this step alone, with what it needs (may be given several times)
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,

    /// Names the steps and ends
    #[arg(long)]
    list: bool,
}

/// Runs the steps until one fails.
///
/// # Errors
/// [`Error::StepFailed`] names the step; why it failed stands in the output above.
pub(crate) fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let steps = chosen(&arguments.only)?;
    if arguments.list {
        for step in steps {
            println!("{:<16} {}", step.name, step.about);
        }
        return Ok(());
    }

    let begun = Instant::now();
    let mut results = Vec::new();
    let mut failed = None;
    for (position, step) in steps.iter().enumerate() {
        say::heading(&format!("[{}/{}] {}: {}", position + 1, steps.len(), step.name, step.about));
        let (verdict, detail) = perform(checkout, step);
        results.push((verdict, detail));
        if verdict == Verdict::Failed {
            failed = Some(step.name);
            break;
        }
    }

    results.resize(steps.len(), (Verdict::NotRun, String::new()));
    say::heading(&format!("Results, in {}", say::duration(begun.elapsed())));
    for (step, (verdict, detail)) in steps.iter().zip(&results) {
        say::result(*verdict, step.name, detail);
    }
    failed.map_or(Ok(()), |name| Err(Error::StepFailed(name)))
}

fn perform(checkout: &Checkout, step: &Step) -> (Verdict, String) {
    let begun = Instant::now();
    let outcome = (step.run)(checkout);
    let time = begun.elapsed();
    match outcome {
        Ok(Outcome::Passed) => {
            say::note(&format!("{} passed in {}", step.name, say::duration(time)));
            (Verdict::Passed, say::duration(time))
        }
        Ok(Outcome::Skipped(reason)) => (Verdict::Skipped, with_reason(time, &reason)),
        Err(error) => {
            say::failure(&error);
            (Verdict::Failed, say::duration(time))
        }
    }
}

fn with_reason(time: Duration, reason: &str) -> String {
    format!("{}, {reason}", say::duration(time))
}

/// The steps that were asked for, in their own order; all of them when none was.
fn chosen(only: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = only.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        return Err(Error::UnknownStep(unknown.clone()));
    }
    Ok(STEPS.iter().filter(|step| only.is_empty() || only.iter().any(|name| name == step.name)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn steps_keep_their_order_whatever_order_they_are_asked_for_in() {
        let names: Vec<_> =
            chosen(&["clippy".to_owned(), "rustfmt".to_owned()]).unwrap().iter().map(|step| step.name).collect();
        assert_eq!(names, ["rustfmt", "clippy"]);
    }

    #[test]
    fn an_unknown_step_is_named_and_nothing_runs() {
        let error = chosen(&["fmt".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("`fmt`"));
    }
}
