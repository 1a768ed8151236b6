ALTER TYPE budget_state ADD VALUE 'held' BEFORE 'spent';
