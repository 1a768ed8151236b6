CREATE TABLE public.other (id integer);
GRANT SELECT ON public.other TO reader;
REVOKE SELECT ON public.other FROM reader;
ALTER TABLE qt001.unit ADD COLUMN note text;
