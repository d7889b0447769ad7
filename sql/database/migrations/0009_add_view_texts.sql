-- 0009 add the texts of published views
-- why: whoever replaces a channel's view behind the platform's back is seen
-- locks: access exclusive on published_views, which is small
-- reverse: alter table socle.published_views drop column statement, drop column definition

alter table socle.published_views
    add column statement  text not null default '',
    add column definition text not null default '';
comment on column socle.published_views.statement is 'Text of the view as it was asked for.';
comment on column socle.published_views.definition
    is 'Text of the view as the server keeps it; another one there means that somebody changed it.';
