DROP TYPE budget_state;
