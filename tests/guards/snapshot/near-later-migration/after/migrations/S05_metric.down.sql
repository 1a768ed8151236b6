DROP TABLE qt001.metric;
