ALTER TYPE budget_state RENAME VALUE 'spent' TO 'closed';
