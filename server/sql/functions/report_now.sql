-- SPDX-License-Identifier: GPL-3.0-or-later
-- The moment that reports count from: now, or the time in app.now, which tests and repeatable pictures set.
create or replace function report_now() returns timestamptz
    language sql stable parallel safe
    return coalesce(nullif(pg_catalog.current_setting('app.now', true), '')::timestamptz, now());
