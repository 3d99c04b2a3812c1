//! LDAP: an authority's entry gets its certificate and its CRL as attributes (RFC 4523), and each of the CRLs that are parts
//! of one an entry of its own below.

use crate::tls;
use crate::wrong::{different, innermost, not_put, refused, unreachable};
use chancery_domain::visible;
use chancery_engine::{Access, DirectoryAttribute, EntryKind, LdapTls, Object, PublishError};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Mod, Scope, SearchEntry};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(15);
/// For one question to the directory.
const OPERATION: Duration = Duration::from_secs(60);

/// What a directory says (RFC 4511, appendix A.2).
const SUCCESS: u32 = 0;
const NO_SUCH_OBJECT: u32 = 32;
const INVALID_CREDENTIALS: u32 = 49;
const INSUFFICIENT_ACCESS: u32 = 50;
const OBJECT_CLASS_VIOLATION: u32 = 65;

/// Replaces the attribute of the entry; makes the entry where there is none, and lets it have the attribute where it may
/// not yet.
pub(crate) async fn put(
    server: &str,
    tls: LdapTls,
    access: &Access<'_>,
    object: &Object<'_>,
) -> Result<(), PublishError> {
    let attribute = attribute_of(object)?;
    bound(server, tls, access, async |directory| put_over(directory, object, attribute).await).await
}

/// Looks whether the entry has it still.
pub(crate) async fn look(
    server: &str,
    tls: LdapTls,
    access: &Access<'_>,
    object: &Object<'_>,
) -> Result<(), PublishError> {
    let attribute = attribute_of(object)?;
    bound(server, tls, access, async |directory| look_over(directory, object, attribute).await).await
}

/// Looks whether the directory lets us in, and whether it has the entry under which the others are.
pub(crate) async fn test(server: &str, tls: LdapTls, access: &Access<'_>, above: &str) -> Result<(), PublishError> {
    bound(server, tls, access, async |directory| match above.contains('{') {
        // Each authority has another one above it.
        true => Ok(()),
        false => read(directory, above, "objectClass").await.map(drop),
    })
    .await
}

fn attribute_of(object: &Object<'_>) -> Result<DirectoryAttribute, PublishError> {
    object.attribute.ok_or_else(|| not_put("A directory takes no such thing."))
}

/// Does something at the directory, and takes leave of it.
async fn bound(
    server: &str,
    tls: LdapTls,
    access: &Access<'_>,
    work: impl AsyncFnOnce(&mut Ldap) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let mut directory = connect(server, tls, access).await?;
    let done = work(&mut directory).await;
    // It ends either way.
    let _ = directory.unbind().await;
    done
}

async fn put_over(
    directory: &mut Ldap,
    object: &Object<'_>,
    attribute: DirectoryAttribute,
) -> Result<(), PublishError> {
    let (entry, name) = (object.name, attribute.name.as_bytes());
    let content: HashSet<&[u8]> = HashSet::from([object.content]);
    let replace = || Mod::Replace(name, content.clone());
    let answer = directory.with_timeout(OPERATION).modify(entry, vec![replace()]).await.map_err(|e| broken(&e))?;
    let answer = match answer.rc {
        OBJECT_CLASS_VIOLATION => {
            let class = Mod::Add(b"objectClass".as_slice(), HashSet::from([class_with(attribute.name)]));
            let modified = directory.with_timeout(OPERATION).modify(entry, vec![class, replace()]).await;
            modified.map_err(|e| broken(&e))?
        }
        NO_SUCH_OBJECT => {
            let (kind, value) = first_of(entry)?;
            let attributes = vec![
                (b"objectClass".as_slice(), classes_of(attribute)),
                (kind.as_bytes(), HashSet::from([value.as_bytes()])),
                (name, content.clone()),
            ];
            directory.with_timeout(OPERATION).add(entry, attributes).await.map_err(|e| broken(&e))?
        }
        _ => answer,
    };
    check(&answer, entry)?;
    look_over(directory, object, attribute).await
}

async fn look_over(
    directory: &mut Ldap,
    object: &Object<'_>,
    attribute: DirectoryAttribute,
) -> Result<(), PublishError> {
    let (entry, attribute) = (object.name, attribute.name);
    let there = read(directory, entry, attribute).await?;
    let values = there.bin_attrs.iter().find(|(found, _)| found.eq_ignore_ascii_case(attribute)).map(|(_, v)| v);
    match values.map(Vec::as_slice) {
        Some([there]) if there == object.content => Ok(()),
        _ => Err(different(entry)),
    }
}

/// The classes of an entry that is made for an attribute (RFC 4523 §3). That of a distribution point is one by itself; an
/// authority is something else besides.
fn classes_of(attribute: DirectoryAttribute) -> HashSet<&'static [u8]> {
    match attribute.of {
        EntryKind::Authority => {
            HashSet::from([b"top".as_slice(), b"applicationProcess".as_slice(), class_with(attribute.name)])
        }
        EntryKind::DistributionPoint => HashSet::from([b"top".as_slice(), b"cRLDistributionPoint".as_slice()]),
    }
}

/// The class that lets an entry have the attribute, whatever else it is (RFC 4523 §3).
fn class_with(attribute: &str) -> &'static [u8] {
    if attribute.starts_with("delta") { b"deltaCRL" } else { b"pkiCA" }
}

/// The attribute that an entry is named by.
fn first_of(entry: &str) -> Result<(&str, String), PublishError> {
    let shown = visible(entry);
    let Some((kind, rest)) = entry.split_once('=').filter(|(kind, _)| kind.trim().eq_ignore_ascii_case("cn")) else {
        return Err(not_put(format!(
            "The directory has no entry “{shown}”, and only those that are named by cn are made. Make it there."
        )));
    };
    match value_of(rest) {
        Some(value) => Ok((kind.trim(), value)),
        None => Err(not_put(format!(
            "The directory has no entry “{shown}”, and its name is written so that none can be made. Make it there."
        ))),
    }
}

/// The value at the beginning of a text (RFC 4514 §3), up to the next part of the name; `None` where it is not written as it
/// should be, or another attribute names the entry too.
fn value_of(text: &str) -> Option<String> {
    let text = text.trim_start_matches(' ');
    // Its octets written out stand for an encoding that is not text.
    if text.starts_with('#') {
        return None;
    }
    // What was escaped is part of the value wherever it stands; other spaces at its end are not.
    let (mut value, mut kept) = (Vec::new(), 0);
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        match octet {
            b'\\' => {
                let next = octets.next()?;
                if next.is_ascii_hexdigit() {
                    let pair = [next, octets.next()?];
                    value.extend(data_encoding::HEXLOWER_PERMISSIVE.decode(&pair).ok()?);
                } else {
                    value.push(next);
                }
                kept = value.len();
            }
            b',' | b';' => break,
            b'+' => return None,
            octet => {
                value.push(octet);
                if octet != b' ' {
                    kept = value.len();
                }
            }
        }
    }
    value.truncate(kept);
    String::from_utf8(value).ok().filter(|value| !value.is_empty())
}

async fn read(directory: &mut Ldap, entry: &str, attribute: &str) -> Result<SearchEntry, PublishError> {
    let search = directory.with_timeout(OPERATION).search(entry, Scope::Base, "(objectClass=*)", [attribute]).await;
    let ldap3::SearchResult(mut entries, answer) = search.map_err(|e| broken(&e))?;
    check(&answer, entry)?;
    let found = entries
        .pop()
        .ok_or_else(|| refused(format!("The directory does not show “{}” to whom it let in.", visible(entry))))?;
    let mut found = SearchEntry::construct(found);
    // What happens to be text is a value all the same.
    for (name, values) in std::mem::take(&mut found.attrs) {
        found.bin_attrs.entry(name).or_default().extend(values.into_iter().map(String::into_bytes));
    }
    Ok(found)
}

async fn connect(server: &str, tls: LdapTls, access: &Access<'_>) -> Result<Ldap, PublishError> {
    let mut settings = LdapConnSettings::new().set_conn_timeout(CONNECT).set_starttls(tls == LdapTls::StartTls);
    if tls != LdapTls::None {
        settings = settings.set_config(Arc::new(tls::configuration(access.trust)?));
    }
    let (connection, mut directory) = LdapConnAsync::with_settings(settings, server)
        .await
        .map_err(|error| unreachable(format!("“{}” cannot be reached: {}.", visible(server), innermost(&error))))?;
    tokio::spawn(async move {
        if let Err(error) = connection.drive().await {
            tracing::debug!("the connection to a directory ended: {error}");
        }
    });
    if let Some(user) = access.user {
        let password = access.credential.secret().unwrap_or_default();
        let answer = directory.with_timeout(CONNECT).simple_bind(user, password).await.map_err(|e| broken(&e))?;
        check(&answer, user)?;
    }
    Ok(directory)
}

fn broken(error: &LdapError) -> PublishError {
    unreachable(format!("The connection to the directory broke off: {}.", innermost(error)))
}

fn check(answer: &LdapResult, entry: &str) -> Result<(), PublishError> {
    let entry = visible(entry);
    match answer.rc {
        SUCCESS => Ok(()),
        INVALID_CREDENTIALS => Err(refused(format!("The directory does not let “{entry}” in with this password."))),
        INSUFFICIENT_ACCESS => Err(refused(format!("The directory does not let “{entry}” be written or read."))),
        NO_SUCH_OBJECT => Err(not_put(format!("The directory has no entry above “{entry}”, or none like that."))),
        other => {
            let text = visible(&answer.text);
            let text = if text.is_empty() { String::new() } else { format!(", “{text}”") };
            Err(not_put(format!("The directory answered {other}{text} for “{entry}”.")))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::first_of;

    #[test]
    fn the_value_that_names_an_entry_is_read_as_rfc_4514_writes_it() {
        for (entry, value) in [
            ("cn=Issuing,ou=PKI", Some("Issuing")),
            (r"CN = Smith\, Jones \+ Co \ ,ou=PKI", Some("Smith, Jones + Co  ")),
            (r"cn=\#1\2C Lu\C4\8Di\C4\87 ,ou=PKI", Some("#1, Lučić")),
            (r"cn=a\\b\=c", Some(r"a\b=c")),
            ("cn=#04024869,ou=PKI", None),
            ("cn=a+uid=b,ou=PKI", None),
            (r"cn=\C4,ou=PKI", None),
            ("cn=,ou=PKI", None),
            ("ou=a,cn=b", None),
        ] {
            assert_eq!(first_of(entry).ok().map(|(_, value)| value).as_deref(), value, "{entry}");
        }
    }
}
