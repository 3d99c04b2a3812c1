//! What can be changed about an authority after it was founded.

use super::create::{authority_name, check_url, trimmed};
use super::{AuthorityChange, AuthorityDetail, resolve};
use crate::audit::Event;
use crate::crl::open_first_shard;
use crate::vault::{Deed, check_crl_days};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;

impl Vault {
    /// Changes its name, CRL lifetime and URLs. Certificates that were issued keep the URLs they have.
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
        let (reference, crl_days) = (reference.to_owned(), change.crl_days);
        let (id, moved) = self.act(actor, Permission::ManageAuthorities, move |tx, _| {
            let authority = resolve(tx, &reference)?;
            authority.crl_rules.check(crl_days, crl_url.as_deref()).map_err(|fault| {
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
            let event = Event::of_authority("authority.changed", authority.id)
                .with("name", name)
                .with("before", authority.name)
                .with("crlDays", crl_days)
                .with("crlUrl", crl_url)
                .with("aiaUrl", aia_url)
                .with("ocspUrl", ocsp_url);
            Ok(Deed::done((authority.id, moved), event))
        })?;
        if moved {
            self.crls_after_move(actor, id)?;
        }
        self.authority(actor, &id.to_string())
    }
}
