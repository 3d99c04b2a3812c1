//! What can be changed about an authority after it was founded.

use super::create::{authority_name, check_url, trimmed};
use super::{AuthorityDetail, AuthoritySettings, resolve};
use crate::audit::Event;
use crate::crl::{edited_rules, keep_crl_rules, open_first_shard};
use crate::edited::{Edited, Field};
use crate::vault::{Deed, check_crl_days};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_store::{AuthorityRow, ReadTransaction};

const NAME: Field = Field { name: "name", fact: "name", words: "the name" };
const CRL_URL: Field = Field { name: "crlUrl", fact: "crlUrl", words: "the CRL’s address" };
const AIA_URL: Field = Field { name: "aiaUrl", fact: "aiaUrl", words: "the address of its certificate" };
const OCSP_URL: Field = Field { name: "ocspUrl", fact: "ocspUrl", words: "the responder’s address" };
const CRL_DAYS: Field = Field { name: "crlDays", fact: "crlDays", words: "the days that CRLs are good for" };

impl Vault {
    /// Changes its name, CRL lifetime, URLs and which CRLs it makes, in one: where what is wanted differs from what was
    /// looked at; the rest stays as it is by now. Certificates that were issued keep the URLs they have.
    pub fn change_authority(
        &self,
        actor: &Actor,
        reference: &str,
        seen: &AuthoritySettings,
        wanted: &AuthoritySettings,
    ) -> Result<AuthorityDetail> {
        let (seen, wanted) = (seen.clone(), checked(wanted)?);
        let reference = reference.to_owned();
        let (id, moved, ruled) = self.act(actor, Permission::ManageAuthorities, move |tx, _| {
            let authority = resolve(tx, &reference)?;
            let AuthoritySettings { name, crl_url, aia_url, ocsp_url, crl_days, crl_rules: rules } =
                edited(tx, &authority, &seen, &wanted)?;
            let ruled = rules != authority.crl_rules;
            rules.check(crl_days, crl_url.as_deref()).map_err(|fault| {
                if ruled {
                    return EngineError::from(fault);
                }
                let field = if authority.crl_rules.check(crl_days, authority.crl_url.as_deref()).is_ok() {
                    "crlUrl"
                } else {
                    "crlDays"
                };
                EngineError::from(fault).at(field)
            })?;
            let moved = authority.crl_url != crl_url;
            if authority.name != name {
                tx.rename_authority(authority.id, &name).map_err(|error| EngineError::from(error).at("name"))?;
            }
            tx.set_authority_publication(
                authority.id,
                crl_days,
                crl_url.as_deref(),
                aia_url.as_deref(),
                ocsp_url.as_deref(),
            )?;
            if moved {
                open_first_shard(tx, authority.id)?;
            }
            let only_ruled = ruled
                && (&authority.name, authority.crl_days, &authority.crl_url) == (&name, crl_days, &crl_url)
                && (&authority.aia_url, &authority.ocsp_url) == (&aia_url, &ocsp_url);
            let rules_changed = match ruled {
                true => Some(keep_crl_rules(tx, authority.id, &name, &rules)?),
                false => None,
            };
            let event = Event::of_authority("authority.changed", authority.id)
                .with("name", name)
                .with("before", authority.name)
                .with("crlDays", crl_days)
                .with("crlUrl", crl_url)
                .with("aiaUrl", aia_url)
                .with("ocspUrl", ocsp_url);
            let events = (!only_ruled).then_some(event).into_iter().chain(rules_changed).collect();
            Ok(Deed::told_by((authority.id, moved, ruled), events))
        })?;
        if moved {
            self.crls_after_move(actor, id)?;
        }
        if ruled {
            // What cannot be made now stays due, which the dashboard says.
            self.due_crls_of(actor, Permission::ManageAuthorities, id);
        }
        self.authority(actor, &id.to_string())
    }
}

/// Settings that an authority can have.
fn checked(settings: &AuthoritySettings) -> Result<AuthoritySettings> {
    check_crl_days(settings.crl_days)?;
    check_url(settings.crl_url.as_deref(), "crlUrl")?;
    check_url(settings.aia_url.as_deref(), "aiaUrl")?;
    check_url(settings.ocsp_url.as_deref(), "ocspUrl")?;
    Ok(AuthoritySettings {
        name: authority_name(&settings.name)?,
        crl_url: trimmed(settings.crl_url.as_deref()),
        aia_url: trimmed(settings.aia_url.as_deref()),
        ocsp_url: trimmed(settings.ocsp_url.as_deref()),
        crl_days: settings.crl_days,
        crl_rules: settings.crl_rules,
    })
}

/// What was edited, put onto the authority as it is by now.
fn edited(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    seen: &AuthoritySettings,
    wanted: &AuthoritySettings,
) -> Result<AuthoritySettings> {
    let edited = Edited { tx, resource: Some(authority.id.to_string()), action: "authority.changed" };
    Ok(AuthoritySettings {
        name: edited.value(NAME, &seen.name, &wanted.name, &authority.name)?,
        crl_url: edited.value(CRL_URL, &seen.crl_url, &wanted.crl_url, &authority.crl_url)?,
        aia_url: edited.value(AIA_URL, &seen.aia_url, &wanted.aia_url, &authority.aia_url)?,
        ocsp_url: edited.value(OCSP_URL, &seen.ocsp_url, &wanted.ocsp_url, &authority.ocsp_url)?,
        crl_days: edited.value(CRL_DAYS, &seen.crl_days, &wanted.crl_days, &authority.crl_days)?,
        crl_rules: edited_rules(tx, authority.id, &seen.crl_rules, &wanted.crl_rules, &authority.crl_rules)?,
    })
}
