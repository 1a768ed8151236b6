GRANT ALL ON scores TO boss;
