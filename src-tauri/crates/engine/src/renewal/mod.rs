//! Renewing: another certificate in the place of one that is there.
//!
//! Owns what a renewal keeps and changes (`plan`), doing it for one (`one`) and for many (`work`), when it is due
//! (`moment`) and when the program does it by itself (`schedule`, `estate`, `due`), and the old one's revocation after a
//! while (`retire`). What is signed is drafted like everything else that is issued.

mod ahead;
mod calendar;
mod due;
mod estate;
mod moment;
mod one;
mod plan;
mod retire;
mod schedule;
mod settings;
mod view;
mod work;

pub(crate) use moment::renew_from;
pub(crate) use plan::{is_renewable, succession_views};
pub(crate) use retire::Retirements;
pub use schedule::{Blackout, RenewalSchedule, ScheduleChange, ScheduleView};
pub use view::{
    ByHand, ByHandReason, DayBlackout, ForecastLine, RenewRequest, RenewalAhead, RenewalCalendar, RenewalChanges,
    RenewalDay, RenewalForecast, RenewalsOfDay, SuccessionView,
};
pub(crate) use work::Renewals;
