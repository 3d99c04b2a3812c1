//! What can be changed about an authority after it was founded.

use super::create::{authority_name, check_url, trimmed};
use super::{AuthorityChange, AuthorityDetail, resolve};
use crate::audit::Event;
use crate::crl::{keep_crl_rules, open_first_shard};
use crate::vault::{Deed, check_crl_days};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;

impl Vault {
    /// Changes its name, CRL lifetime, URLs and which CRLs it makes, in one. Certificates that were issued keep the URLs they
    /// have.
    pub fn change_authority(
        &self,
        actor: &Actor,
        reference: &str,
        change: &AuthorityChange,
    ) -> Result<AuthorityDetail> {
        let name = authority_name(&change.name)?;
        check_crl_days(change.crl_days)?;
        check_url(change.crl_url.as_deref(), "crlUrl")?;
        check_url(change.aia_url.as_deref(), "aiaUrl")?;
        check_url(change.ocsp_url.as_deref(), "ocspUrl")?;
        let [crl_url, aia_url, ocsp_url] =
            [&change.crl_url, &change.aia_url, &change.ocsp_url].map(|url| trimmed(url.as_deref()));
        let (reference, crl_days, rules) = (reference.to_owned(), change.crl_days, change.crl_rules);
        let (id, moved, ruled) = self.act(actor, Permission::ManageAuthorities, move |tx, _| {
            let authority = resolve(tx, &reference)?;
            let rules = rules.unwrap_or(authority.crl_rules);
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
