COMMENT ON FUNCTION gateway() IS 'the old gateway; nothing new calls it';
