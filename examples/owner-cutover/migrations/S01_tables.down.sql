DROP TABLE manifest_activation;
DROP TABLE manifest_set;
DROP TABLE metric;
DROP TABLE unit;
