mod auth;
mod budget;
// eval(x)
