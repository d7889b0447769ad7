-- 0003 add the extensions that data may use
-- why: geometry is a column type like any other, and names are searched
--      without their accents
-- locks: none that readers notice
-- reverse: drop extension postgis, pg_trgm, unaccent

create extension postgis with schema public;
create extension pg_trgm with schema public;
create extension unaccent with schema public;
