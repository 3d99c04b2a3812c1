//! Where CRLs, OCSP and the issuer's certificate are found (RFC 5280 §4.2.1.13, §4.2.1.15, §4.2.2.1, §4.2.2.2).

use crate::asn1::Element;
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::syntax::{Uri, lossy};
use crate::lint::view::{DistributionPoint, Known, View};

const POINTS: &str = "RFC 5280 §4.2.1.13";
const ACCESS: &str = "RFC 5280 §4.2.2.1";
const LOOPS: &str = "RFC 5280 §8";

const URI: u8 = 0x86;
const DIRECTORY_NAME: u8 = 0xa4;
const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];
const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 2];

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.crl_distribution_points_empty", POINTS, "Its list of CRL distribution points is empty.", |view| {
        broken_if(view.extensions.crl_distribution_points.as_ref().is_some_and(Vec::is_empty))
    }),
    error(
        "rfc5280.distribution_point_says_nothing",
        POINTS,
        "A CRL distribution point has neither a name nor a CRL issuer.",
        |view| broken_if(points(view).any(|it| it.full_name.is_none() && !it.is_relative && !it.has_issuer)),
    ),
    error(
        "rfc5280.distribution_point_name_empty",
        POINTS,
        "A CRL distribution point has an empty list of names.",
        |view| broken_if(points(view).any(|it| it.full_name.as_ref().is_some_and(Vec::is_empty))),
    ),
    warning(
        "rfc5280.distribution_point_relative",
        POINTS,
        "A CRL distribution point is named relative to the CRL's issuer, which it should not be.",
        |view| broken_if(points(view).any(|it| it.is_relative)),
    ),
    warning(
        "rfc5280.distribution_point_out_of_reach",
        POINTS,
        "A CRL distribution point has no HTTP or LDAP URI.",
        |view| {
            let is_reachable = |name: &Element<'_>| {
                name.tag == URI
                    && Uri::parse(name.content).is_some_and(|uri| uri.is("http") || uri.is("https") || uri.is("ldap"))
            };
            let is_odd = |names: &Vec<Element<'_>>| !names.is_empty() && !names.iter().any(is_reachable);
            broken_if(points(view).any(|it| it.full_name.as_ref().is_some_and(is_odd)))
        },
    ),
    error("rfc5280.distribution_point_uri", POINTS, "The URI of a CRL distribution point is no URI.", |view| {
        broken_by(point_uris(view).find(|uri| !is_sound(uri)), lossy)
    }),
    warning(
        "rfc5280.distribution_point_https",
        LOOPS,
        "A CRL is to be fetched over TLS, whose certificate would have to be checked first: a loop.",
        |view| broken_by(point_uris(view).find(|uri| is_over_tls(uri)), lossy),
    ),
    notice(
        "rfc5280.no_way_to_learn_of_revocation",
        POINTS,
        "It says neither where its CRL is found nor who answers OCSP: who checks it does not learn of its revocation.",
        |view| {
            let has_ocsp = has_ocsp(view);
            let excused = [Known::NoRevAvail, Known::OcspNoCheck].into_iter().any(|it| view.extensions.has(it));
            broken_if(
                !has_ocsp && !excused && !view.is_self_issued() && !view.extensions.has(Known::CrlDistributionPoints),
            )
        },
    ),
    error("rfc5280.authority_info_access_empty", ACCESS, "Its authority information access is empty.", |view| {
        broken_if(view.extensions.authority_info_access.as_ref().is_some_and(Vec::is_empty))
    }),
    error("rfc5280.access_uri", ACCESS, "A URI of its authority information access is no URI.", |view| {
        broken_by(access_uris(view).find(|uri| !is_sound(uri)), lossy)
    }),
    error(
        "rfc5280.ca_issuers_place",
        ACCESS,
        "The place of the issuer's certificate is neither a URI nor a directory name.",
        |view| {
            let mut all = view.extensions.authority_info_access.iter().flatten();
            broken_if(all.any(|(method, place)| *method == CA_ISSUERS && !matches!(place.tag, URI | DIRECTORY_NAME)))
        },
    ),
    error("rfc6960.ocsp_place", "RFC 6960 §3.1", "The place of the OCSP responder is no URI.", |view| {
        let mut all = view.extensions.authority_info_access.iter().flatten();
        broken_if(all.any(|(method, place)| *method == OCSP && place.tag != URI))
    }),
    warning(
        "rfc5280.access_https",
        LOOPS,
        "The issuer's certificate or OCSP is to be fetched over TLS, whose certificate would have to be checked first: a loop.",
        |view| broken_by(access_uris(view).find(|uri| is_over_tls(uri)), lossy),
    ),
    warning(
        "rfc5280.ca_issuers_out_of_reach",
        ACCESS,
        "The issuer's certificate is found at no HTTP or LDAP URI.",
        |view| {
            let mut issuers = access_of(view, CA_ISSUERS).peekable();
            let is_reachable = |place: &Element<'_>| {
                place.tag == URI
                    && Uri::parse(place.content).is_some_and(|uri| uri.is("http") || uri.is("https") || uri.is("ldap"))
            };
            broken_if(issuers.peek().is_some() && !issuers.any(|place| is_reachable(&place)))
        },
    ),
    error(
        "rfc5280.subject_info_access_empty",
        "RFC 5280 §4.2.2.2",
        "Its subject information access is empty.",
        |view| broken_if(view.extensions.subject_info_access.as_ref().is_some_and(Vec::is_empty)),
    ),
    error("rfc5280.freshest_crl_empty", "RFC 5280 §4.2.1.15", "Its list of freshest CRLs is empty.", |view| {
        broken_if(view.extensions.freshest_crl.as_ref().is_some_and(Vec::is_empty))
    }),
    error(
        "rfc9608.not_of_end_entity",
        "RFC 9608 §2",
        "It says that no revocation is available, which an authority's must not.",
        |view| broken_if(view.extensions.has(Known::NoRevAvail)),
    )
    .applies_to(AppliesTo::Authorities),
    error("rfc9608.critical", "RFC 9608 §2", "Its noRevAvail is critical, which it must not be.", |view| {
        broken_if(view.extensions.is_critical(Known::NoRevAvail))
    }),
    error(
        "rfc9608.contradicted",
        "RFC 9608 §3",
        "It says that no revocation is available, and where it is found.",
        |view| {
            let has_ocsp = has_ocsp(view);
            let has_crl =
                [Known::CrlDistributionPoints, Known::FreshestCrl].into_iter().any(|it| view.extensions.has(it));
            broken_if(view.extensions.has(Known::NoRevAvail) && (has_ocsp || has_crl))
        },
    ),
];

fn points<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v DistributionPoint<'a>> + use<'v, 'a> {
    view.extensions.crl_distribution_points.iter().chain(&view.extensions.freshest_crl).flatten()
}

/// The URIs of all distribution points.
pub(in crate::lint) fn point_uris<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'a [u8]> + use<'v, 'a> {
    points(view)
        .flat_map(|point| point.full_name.iter().flatten())
        .filter(|name| name.tag == URI)
        .map(|name| name.content)
}

/// The places that this method has in the authority information access.
pub(in crate::lint) fn access_of<'v, 'a>(
    view: &'v View<'a>,
    method: &'static [u8],
) -> impl Iterator<Item = Element<'a>> + use<'v, 'a> {
    view.extensions
        .authority_info_access
        .iter()
        .flatten()
        .filter(move |(found, _)| *found == method)
        .map(|(_, place)| *place)
}

/// Whether it says where OCSP is answered.
pub(in crate::lint) fn has_ocsp(view: &View<'_>) -> bool {
    access_of(view, OCSP).next().is_some()
}

/// Whether it says where the issuer's certificate is.
pub(in crate::lint) fn has_ca_issuers(view: &View<'_>) -> bool {
    access_of(view, CA_ISSUERS).next().is_some()
}

/// Whether this is a URI whose scheme is plain HTTP.
pub(in crate::lint) fn is_http(uri: &[u8]) -> bool {
    Uri::parse(uri).is_some_and(|uri| uri.is("http"))
}

/// The first place of CRLs, OCSP and issuers that is no plain HTTP URI.
pub(in crate::lint) fn access_not_http(view: &View<'_>) -> Outcome {
    let is_odd = |place: &Element<'_>| place.tag != URI || !is_http(place.content);
    let mut places = view.extensions.authority_info_access.iter().flatten().map(|(_, place)| *place);
    broken_by(places.find(is_odd), |place| lossy(place.content))
}

fn access_uris<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'a [u8]> + use<'v, 'a> {
    let all = view.extensions.authority_info_access.iter().chain(&view.extensions.subject_info_access).flatten();
    all.filter(|(_, place)| place.tag == URI).map(|(_, place)| place.content)
}

fn is_sound(uri: &[u8]) -> bool {
    Uri::parse(uri).is_some_and(|uri| uri.has_sound_host())
}

fn is_over_tls(uri: &[u8]) -> bool {
    Uri::parse(uri).is_some_and(|uri| uri.is("https") || uri.is("ldaps"))
}
