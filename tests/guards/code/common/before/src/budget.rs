pub struct Budget;
