//! How much work the files of one input may cost before anything in them is known to be right.

use super::encrypted::{MAX_ITERATIONS, bound_iterations};
use crate::{Error, Result};

/// The iterations of key derivations that one input may cost in all: three times what one may ask for. Without it, a
/// PEM file of a hundred thousand keys, or a PKCS#12 file of ten thousand, would keep the machine busy for days.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
}

impl Budget {
    const WHOLE: u64 = 3 * MAX_ITERATIONS;

    pub(crate) fn new() -> Self {
        Self { left: Self::WHOLE }
    }

    /// Takes the cost of `times` derivations of so many iterations.
    pub(crate) fn spend(&mut self, iterations: u64, times: u64, what: &'static str) -> Result<()> {
        bound_iterations(iterations, what)?;
        let cost = iterations.saturating_mul(times);
        self.left = self.left.checked_sub(cost).ok_or(Error::TooManyIterations {
            what: "input in all",
            found: (Self::WHOLE - self.left).saturating_add(cost),
            max: Self::WHOLE,
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, MAX_ITERATIONS};
    use crate::Error;

    #[test]
    fn an_input_of_many_keys_may_cost_no_more_than_three() {
        let mut budget = Budget::new();
        assert!((0..3).all(|_| budget.spend(MAX_ITERATIONS, 1, "key").is_ok()));
        assert!(matches!(budget.spend(1, 1, "key"), Err(Error::TooManyIterations { found: 6_000_001, .. })));
        assert!(Budget::new().spend(MAX_ITERATIONS, 4, "key").is_err());
        assert!(Budget::new().spend(MAX_ITERATIONS + 1, 1, "key").is_err());
    }
}
