//! What axe-core says about a screen (WCAG 2.2 A and AA, and its own best practices).

use super::view::Window;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// axe-core as the user interface's development dependency brings it.
const AXE: &str = "../ui/node_modules/axe-core/axe.min.js";

/// All rules, by their tags.
const EVERY_RULE: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

/// The rules for which it matters which colours there are.
const RULES_OF_COLOUR: &str = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

const RUN: &str = "const done = arguments[0]; \
    axe.run(document, { resultTypes: ['violations'], runOnly: @rules }) \
    .then((result) => done(result.violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, \
      nodes: nodes.map(({ html, target, failureSummary }) => \
        ({ html: html.slice(0, 300), target: target.join(' '), why: failureSummary })) }))), \
      (error) => done(String(error)))";

impl Window<'_> {
    /// What axe finds grave (serious or critical) on this screen, in words, each finding on its own; the rest is told
    /// on the test's output.
    ///
    /// # Panics
    /// When axe-core is not installed or does not run.
    pub fn barriers(&self, screen: &str) -> Vec<String> {
        self.barriers_by(EVERY_RULE, screen)
    }

    /// The same by the rules alone for which it matters which colours there are: for a screen that was looked at in
    /// others before.
    ///
    /// # Panics
    /// As [`barriers`](Self::barriers).
    pub fn barriers_of_colour(&self, screen: &str) -> Vec<String> {
        self.barriers_by(RULES_OF_COLOUR, screen)
    }

    fn barriers_by(&self, rules: &str, screen: &str) -> Vec<String> {
        if self.script("return typeof window.axe", vec![]) != "object" {
            // Asked when it runs: a build may be shared by several checkouts.
            let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
            let path = Path::new(&package).join(AXE);
            let source = std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{} is not there ({error}): run `npm ci` in ui/", path.display()));
            // Scripts of the driver are not bound by the page's content security policy.
            self.script(&source, vec![]);
        }
        let answer = self.slow_script(&RUN.replace("@rules", rules));
        let Some(findings) = answer.as_array() else { self.fail(&format!("axe did not run on {screen}: {answer}")) };
        findings
            .iter()
            .filter(|finding| {
                let grave = matches!(finding["impact"].as_str(), Some("serious" | "critical"));
                if !grave {
                    told(&describe(screen, finding));
                }
                grave
            })
            .map(|finding| describe(screen, finding))
            .collect()
    }
}

#[allow(clippy::print_stdout, reason = "a test tells what does not fail it")]
fn told(finding: &str) {
    println!("axe, not grave: {finding}");
}

fn describe(screen: &str, finding: &Value) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut text =
        format!("{screen}: {} ({}): {}", word(&finding["id"]), word(&finding["impact"]), word(&finding["help"]));
    for node in finding["nodes"].as_array().into_iter().flatten().take(4) {
        let _ = write!(
            text,
            "\n    {}\n      {}\n      {}",
            word(&node["target"]),
            word(&node["html"]),
            word(&node["why"])
        );
    }
    text
}
