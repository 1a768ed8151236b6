INSERT INTO pairs VALUES (5, 4);
UPDATE pairs SET high = 6 WHERE low = 5;
