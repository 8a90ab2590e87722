//! A leader's page: the own units, where they are, and their orders.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ops::operation::order::Order;
use ops::roles::{FollowingOrders, Officer, Person, Role};

use super::incidents::OrderLine;
use super::units::{Line, line};
use super::{labels, tabs};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::page::{Page, Tab, show};

/// Most orders on the page, the latest first.
const MAX_LISTED: usize = 60;

#[derive(Template)]
#[template(path = "operation/orders.html")]
struct OrdersPage {
    page: Page,
    tabs: Vec<Tab>,
    units: Vec<Line>,
    orders: Vec<OrderLine>,
}

/// `GET /hub/orders`
pub async fn orders(State(screens): State<Screens>, visit: Visit, officer: Officer<FollowingOrders>) -> Response {
    let person = officer.person();
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let own = |unit: &&ops::operation::unit::Unit| belongs(&screens, person, unit);
    let units: Vec<Line> = match person.role {
        Role::Leader => operation.units().values().filter(own).map(|unit| line(&screens, &visit, unit)).collect(),
        // A room has its own page of units.
        _ => Vec::new(),
    };
    let of_own =
        |order: &&Order| operation.units().get(&order.unit).is_some_and(|unit| belongs(&screens, person, unit));
    let order_line = |order: &Order| OrderLine {
        href: format!("/hub/operation/orders/{}", order.number),
        number: order.number,
        unit: operation.units().get(&order.unit).map_or(String::new(), |unit| unit.particulars.name.clone()),
        edition: order.edition,
        text: order.text.clone(),
        badge: labels::order(&visit, &order.state),
        stands: order.stands(),
    };
    let mut found: Vec<&Order> = operation.orders().values().rev().filter(of_own).take(MAX_LISTED).collect();
    found.sort_by_key(|order| (!order.stands(), core::cmp::Reverse(order.number)));
    let orders = found.into_iter().map(order_line).collect();
    let page = screens.frame(&visit, "Ordres", "Orders");
    show(StatusCode::OK, &OrdersPage { page, tabs: tabs(&visit, person), units, orders })
}

fn belongs(screens: &Screens, person: &Person, unit: &ops::operation::unit::Unit) -> bool {
    super::dispatch::readable(screens, person, unit).is_ok()
}
