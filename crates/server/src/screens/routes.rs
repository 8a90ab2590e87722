//! Every route with the act of the table that it takes. The router is made of this list, and the
//! test that tries every role at every route reads it.

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use axum::{Router, response::Redirect};
use ops::roles::{
    Act, BackingUp, CallingBack, CheckingIntegrity, CopyingWitness, Correcting, Entering, HandlingWarnings, LoggingIn,
    ManagingAccounts, Owning, Permission, ReadingJournal, Releasing, Resolving, Returning, SeeingDepartment,
    SeeingProgress, SeeingStations, SeeingTotals,
};

use super::access::{MAX_FORM_BYTES, guard};
use super::commune::{entry, import, list, receipt, returns, signing};
use super::prefecture::{annulment, callback, correction, dossier, list as department, proposals};
use super::{Screens, admin, administrators, assets, journal, login, results};

/// A route, its method, and what one must be allowed.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The act of the table.
    pub act: Act,
    handler: MethodRouter<Screens>,
    limit: usize,
    guard: fn(Screens, MethodRouter<Screens>) -> MethodRouter<Screens>,
}

fn route<P: Permission + 'static>(method: Method, path: &'static str, handler: MethodRouter<Screens>) -> Route {
    let guard = |screens, handler: MethodRouter<Screens>| {
        handler.route_layer(middleware::from_fn_with_state(screens, guard::<P>))
    };
    Route { method, path, act: P::ACT, handler, limit: MAX_FORM_BYTES, guard }
}

/// A page.
pub(super) fn page<P: Permission + 'static>(path: &'static str, handler: MethodRouter<Screens>) -> Route {
    route::<P>(Method::GET, path, handler)
}

/// A form.
pub(super) fn form<P: Permission + 'static>(path: &'static str, handler: MethodRouter<Screens>) -> Route {
    route::<P>(Method::POST, path, handler)
}

/// A form with a file.
fn upload<P: Permission + 'static>(path: &'static str, handler: MethodRouter<Screens>) -> Route {
    Route { limit: 2 * import::table::MAX_FILE_BYTES, ..form::<P>(path, handler) }
}

/// All of them.
pub fn routes() -> Vec<Route> {
    let mut routes = doors();
    routes.extend(of_communes());
    routes.extend(of_prefectures());
    routes.extend(of_the_nation());
    routes.extend(super::operation::routes::routes());
    routes
}

fn doors() -> Vec<Route> {
    vec![
        page::<Owning>("/hub", get(login::start)),
        page::<LoggingIn>("/hub/log-in", get(login::form)),
        form::<LoggingIn>("/hub/log-in", post(login::enter)),
        form::<Owning>("/hub/log-out", post(login::leave)),
        page::<Owning>("/hub/password", get(login::password_form)),
        form::<Owning>("/hub/password", post(login::change_password)),
        page::<LoggingIn>("/hub/lang/{tag}", get(login::language)),
        page::<LoggingIn>("/hub/assets/{file}", get(assets::asset)),
    ]
}

fn of_communes() -> Vec<Route> {
    vec![
        page::<SeeingStations>("/hub/communes/{commune}", get(list::commune)),
        page::<Entering>("/hub/communes/{commune}/import", get(import::form)),
        upload::<Entering>("/hub/communes/{commune}/import", post(import::preview)),
        upload::<Entering>("/hub/communes/{commune}/import/confirm", post(import::confirm)),
        page::<SeeingStations>("/hub/stations/{station}", get(list::station_now)),
        page::<SeeingStations>("/hub/stations/{round}/{station}", get(list::station)),
        page::<SeeingStations>("/hub/stations/{round}/{station}/receipt", get(receipt::page)),
        page::<SeeingStations>("/hub/stations/{round}/{station}/receipt/proof", get(receipt::proof)),
        page::<Entering>("/hub/stations/{round}/{station}/entry", get(entry::form)),
        form::<Entering>("/hub/stations/{round}/{station}/entry", post(entry::check)),
        form::<Entering>("/hub/stations/{round}/{station}/entry/confirm", post(entry::confirm)),
        page::<Entering>("/hub/stations/{round}/{station}/telephone", get(entry::telephone)),
        form::<Entering>("/hub/stations/{round}/{station}/telephone", post(entry::check_telephone)),
        form::<Entering>("/hub/stations/{round}/{station}/telephone/confirm", post(entry::confirm_telephone)),
        page::<Entering>("/hub/stations/{round}/{station}/sign", get(signing::form)),
        form::<Entering>("/hub/stations/{round}/{station}/sign", post(signing::sign)),
        page::<Resolving>("/hub/stations/{round}/{station}/differences", get(entry::differences)),
        form::<Resolving>("/hub/stations/{round}/{station}/differences", post(entry::resolve)),
        form::<Resolving>("/hub/stations/{round}/{station}/drop", post(entry::drop_entry)),
        page::<Returning>("/hub/returns/{place}", get(returns::form)),
        form::<Returning>("/hub/returns/{place}", post(returns::sign)),
    ]
}

fn of_prefectures() -> Vec<Route> {
    vec![
        page::<SeeingDepartment>("/hub/departments/{department}", get(department::department)),
        page::<SeeingDepartment>("/hub/dossiers/{round}/{station}", get(dossier::dossier)),
        form::<HandlingWarnings>("/hub/dossiers/{round}/{station}/warning", post(dossier::handle)),
        page::<CopyingWitness>("/hub/dossiers/{round}/{station}/witness", get(dossier::witness_form)),
        form::<CopyingWitness>("/hub/dossiers/{round}/{station}/witness", post(dossier::copy_witness)),
        page::<CallingBack>("/hub/dossiers/{round}/{station}/call-back", get(callback::form)),
        form::<CallingBack>("/hub/dossiers/{round}/{station}/call-back", post(callback::read)),
        page::<Correcting>("/hub/dossiers/{round}/{station}/correction", get(correction::correction_form)),
        form::<Correcting>("/hub/dossiers/{round}/{station}/correction", post(correction::check_correction)),
        form::<Correcting>("/hub/dossiers/{round}/{station}/correction/propose", post(correction::propose_correction)),
        page::<Correcting>("/hub/dossiers/{round}/{station}/annulment", get(annulment::annulment_form)),
        form::<Correcting>("/hub/dossiers/{round}/{station}/annulment", post(annulment::check_annulment)),
        form::<Correcting>("/hub/dossiers/{round}/{station}/annulment/propose", post(annulment::propose_annulment)),
        page::<Correcting>("/hub/proposals", get(proposals::list)),
        page::<Correcting>("/hub/proposals/{number}", get(proposals::proposal)),
        form::<Correcting>("/hub/proposals/{number}/confirm", post(proposals::confirm)),
        form::<Correcting>("/hub/proposals/{number}/refuse", post(proposals::refuse)),
        page::<Correcting>("/hub/proposals/{number}/text", get(proposals::text)),
        form::<Correcting>("/hub/proposals/{number}/signed", post(proposals::signed)),
    ]
}

fn of_the_nation() -> Vec<Route> {
    vec![
        page::<SeeingTotals>("/hub/results", get(results::results)),
        page::<SeeingTotals>("/hub/corrections", get(results::corrections)),
        page::<Releasing>("/hub/release/{round}", get(results::release_form)),
        form::<Releasing>("/hub/release/{round}", post(results::release)),
        page::<SeeingProgress>("/hub/progress", get(results::progress)),
        page::<ManagingAccounts>("/hub/accounts", get(admin::accounts)),
        form::<ManagingAccounts>("/hub/accounts", post(admin::make)),
        form::<ManagingAccounts>("/hub/accounts/{account}/{act}", post(admin::change)),
        page::<ManagingAccounts>("/hub/asked/{number}", get(administrators::asked)),
        form::<ManagingAccounts>("/hub/asked/{number}/confirm", post(administrators::confirm)),
        form::<ManagingAccounts>("/hub/asked/{number}/refuse", post(administrators::refuse)),
        page::<CheckingIntegrity>("/hub/care", get(admin::care)),
        form::<CheckingIntegrity>("/hub/care/check", post(admin::check)),
        form::<BackingUp>("/hub/care/back-up", post(admin::back_up)),
        page::<ReadingJournal>("/hub/journal", get(journal::journal)),
    ]
}

/// The router of the screens.
pub fn router(screens: Screens) -> Router {
    let mut router = Router::new().route("/hub/", get(|| async { Redirect::permanent("/hub") }));
    for Route { path, handler, limit, guard, .. } in routes() {
        let handler = guard(screens.clone(), handler).layer(DefaultBodyLimit::max(limit));
        router = router.route(path, handler);
    }
    router.merge(super::operation::feeds::router()).with_state(screens)
}
