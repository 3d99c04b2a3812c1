//! Sending one thing to its place and looking at it there, without the vault: what it takes was read before.

use super::peer::{Access, Object, PublishError, PublishFailure, Publishing};
use super::wanted::{Encoded, Wanted};
use super::work::Work;
use chancery_domain::visible;
use chancery_store::Published;
use chrono::{DateTime, Utc};

/// Puts it there, unless the target itself was the problem of the one before.
pub(super) fn put(
    through: &dyn Publishing,
    work: &Work,
    thing: &Wanted,
    encoded: &Encoded,
    now: DateTime<Utc>,
    shared: &mut Option<PublishError>,
) -> Result<(), PublishError> {
    unless_of_the_target(shared, || put_and_look(through, work, thing, encoded, now))
}

/// Does it, unless the target itself was the problem of the one before.
fn unless_of_the_target(
    shared: &mut Option<PublishError>,
    one: impl FnOnce() -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let done = shared.clone().map_or_else(one, Err);
    *shared = done.as_ref().err().filter(|error| error.is_of_the_target()).cloned();
    done
}

/// Puts it there, and looks at it as everybody gets it.
fn put_and_look(
    through: &dyn Publishing,
    work: &Work,
    thing: &Wanted,
    encoded: &Encoded,
    now: DateTime<Utc>,
) -> Result<(), PublishError> {
    let settings = &work.target.settings;
    if thing.taken {
        let message = format!("Another authority’s file is called “{}” there.", visible(&thing.naming.name));
        return Err(PublishError::new(PublishFailure::NotPut, message));
    }
    through.put(&access(work, now), &object(thing, encoded))?;
    match &settings.check_url {
        Some(base) => looked_at_by_all(through, work, thing, encoded, base),
        None => Ok(()),
    }
}

/// Looks at it as everybody gets it, or else in the way in which it was put there, unless the target itself was the problem
/// of the one before.
pub(super) fn look(
    through: &dyn Publishing,
    work: &Work,
    thing: &Wanted,
    encoded: &Encoded,
    now: DateTime<Utc>,
    shared: &mut Option<PublishError>,
) -> Result<(), PublishError> {
    unless_of_the_target(shared, || match &work.target.settings.check_url {
        Some(base) => looked_at_by_all(through, work, thing, encoded, base),
        None => through.look(&access(work, now), &object(thing, encoded)),
    })
}

fn access(work: &Work, now: DateTime<Utc>) -> Access<'_> {
    Access {
        place: &work.target.place,
        user: work.target.settings.user.as_deref(),
        credential: &work.credential,
        trust: work.target.trust.as_deref(),
        read_back: work.target.reads_back(),
        now,
    }
}

fn object<'a>(thing: &'a Wanted, encoded: &'a Encoded) -> Object<'a> {
    Object {
        name: &thing.naming.name,
        attribute: thing.naming.attribute,
        media_type: encoded.media_type,
        content: &encoded.content,
    }
}

/// Whether it is what everybody gets at this address.
fn looked_at_by_all(
    through: &dyn Publishing,
    work: &Work,
    thing: &Wanted,
    encoded: &Encoded,
    base: &str,
) -> Result<(), PublishError> {
    let url = format!("{base}{}", thing.naming.name);
    // One octet more would be something else.
    let there = through.fetch(&url, work.target.trust.as_deref(), encoded.content.len())?;
    if there == encoded.content {
        return Ok(());
    }
    let what = match thing.key.what {
        Published::Certificate => "another certificate".to_owned(),
        Published::Crl(_) => "another CRL, perhaps an older one that is still kept on the way".to_owned(),
    };
    Err(PublishError::new(
        PublishFailure::Different,
        format!("It was put there, but “{}” gives {what}.", visible(&url)),
    ))
}
