DROP TABLE cp.gateway;
