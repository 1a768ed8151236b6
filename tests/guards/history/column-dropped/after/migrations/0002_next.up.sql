ALTER TABLE activations DROP COLUMN manifest;
