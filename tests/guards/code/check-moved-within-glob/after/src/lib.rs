mod tokens;
mod budget;
