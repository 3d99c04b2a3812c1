//! How long a server's certificate may last, by the day on which it begins (BR §6.3.2, ballots 193, SC-22 and SC-081v3).

use super::{error, warning};
use crate::lint::cabf::lasts_longer;
use crate::lint::rule::{AppliesTo, Rule, broken_if};

const SOURCE: &str = "CA/B Forum BR §6.3.2";

pub(in crate::lint) static RULES: &[Rule] = &[
    error("tls.longer_than_825_days", SOURCE, "It lasts longer than 825 days.", |view| {
        broken_if(lasts_longer(view, 825))
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2018, 3, 1)
    .until(2020, 9, 1),
    error("tls.longer_than_398_days", SOURCE, "It lasts longer than 398 days.", |view| {
        broken_if(lasts_longer(view, 398))
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2020, 9, 1)
    .until(2026, 3, 15),
    error("tls.longer_than_200_days", SOURCE, "It lasts longer than 200 days.", |view| {
        broken_if(lasts_longer(view, 200))
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2026, 3, 15)
    .until(2027, 3, 15),
    error("tls.longer_than_100_days", SOURCE, "It lasts longer than 100 days.", |view| {
        broken_if(lasts_longer(view, 100))
    })
    .applies_to(AppliesTo::Subscribers)
    .since(2027, 3, 15)
    .until(2029, 3, 15),
    error("tls.longer_than_47_days", SOURCE, "It lasts longer than 47 days.", |view| broken_if(lasts_longer(view, 47)))
        .applies_to(AppliesTo::Subscribers)
        .since(2029, 3, 15),
    warning(
        "tls.at_the_limit_of_398_days",
        SOURCE,
        "It lasts longer than 397 days: one second more and it is too long.",
        |view| broken_if(lasts_longer(view, 397) && !lasts_longer(view, 398)),
    )
    .applies_to(AppliesTo::Subscribers)
    .since(2020, 9, 1)
    .until(2026, 3, 15),
    warning(
        "tls.at_the_limit_of_200_days",
        SOURCE,
        "It lasts longer than 199 days: one second more and it is too long.",
        |view| broken_if(lasts_longer(view, 199) && !lasts_longer(view, 200)),
    )
    .applies_to(AppliesTo::Subscribers)
    .since(2026, 3, 15)
    .until(2027, 3, 15),
];
