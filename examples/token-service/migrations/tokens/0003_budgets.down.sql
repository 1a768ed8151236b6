DROP TABLE budget_leases;
DROP TABLE agent_budgets;
