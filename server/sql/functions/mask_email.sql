-- SPDX-License-Identifier: GPL-3.0-or-later
-- An e-mail address for people who have not proved that it is theirs: first letter and domain.
create or replace function mask_email(p_email text) returns text
    language sql immutable parallel safe
    return case when position('@' in p_email) > 1
                then left(p_email, 1) || '•••' || substring(p_email from position('@' in p_email)) end;
