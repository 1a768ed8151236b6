mod auth;
mod budget;
