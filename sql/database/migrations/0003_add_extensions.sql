-- 0003 add the extensions that data may use
-- why: geometry is a column type like any other, and names are searched
--      without their accents
-- locks: none that readers notice
-- reverse: drop extension postgis, pg_trgm, unaccent

create extension postgis with schema public;
create extension pg_trgm with schema public;
create extension unaccent with schema public;

-- PostGIS answers these from the statistics of any table, also of one that the caller may not read.
revoke execute on function
    public.st_estimatedextent(text, text), public.st_estimatedextent(text, text, text),
    public.st_estimatedextent(text, text, text, boolean), public._postgis_index_extent(regclass, text),
    public._postgis_stats(regclass, text, text), public._postgis_selectivity(regclass, text, geometry, text),
    public._postgis_join_selectivity(regclass, text, regclass, text, text)
from public;
