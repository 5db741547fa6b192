"""An alliance of any size, written by the database itself: the same seed gives the same alliance.

300 organisations of very different size in 45 districts, 1,200 activities, 50,000 volunteers (seven of ten with an
account), 24 months of entries in the order of time. Of the entries 5 % wait, most of them logged lately; 1 % were
declined, 0.5 % withdrawn. Not evenly spread, because nothing is: a quarter of the activities ended after six months,
and so did all help in one district (`QUIET_DISTRICT`). A page that is found by walking back from the newest entry
would walk through nearly the whole ledger there. And one desk has 4,000 entries waiting, typed in at once from paper:
to confirm 1,000 of them is the same work in a small ledger and in a large one.
"""

from django.db import connection, transaction

from volunteers.models import Organisation
from volunteers.services import totals

ORGANISATIONS = 300
VOLUNTEERS = 50_000
QUIET_DISTRICT = "03462"  # Wittmund
BACKLOG = 4000

_PLACES = """
    CREATE TEMP TABLE seed_district ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY ags) - 1 AS n, id, ags = %(quiet)s AS quiet
        FROM volunteers_district WHERE valid_to IS NULL;
    CREATE TEMP TABLE seed_field ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM volunteers_fieldofaction;
    INSERT INTO volunteers_organisation (uuid, slug, name, kind, district_id, domain, website, is_active, created_at)
        SELECT gen_random_uuid(), 'organisation-' || i, 'Organisation ' || i, 'association', d.id, '', '', true, now()
        FROM (SELECT i, floor((SELECT count(*) FROM seed_district) * random() ^ 1.5) AS n
              FROM generate_series(1, %(organisations)s) i OFFSET 0) place JOIN seed_district d USING (n);
    CREATE TEMP TABLE seed_organisation ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY o.id) - 1 AS n, o.id, o.district_id, d.quiet
        FROM volunteers_organisation o JOIN seed_district d ON d.id = o.district_id;
    INSERT INTO volunteers_activity (uuid, organisation_id, title, description, field_id, district_id, created_at)
        SELECT gen_random_uuid(), o.id, 'Tätigkeit ' || k, '', f.id, o.district_id, now()
        FROM (SELECT o.*, k, floor(5 * random()) AS f FROM seed_organisation o, generate_series(0, 3) k OFFSET 0) o
        JOIN seed_field f ON f.n = o.f ORDER BY o.id, k;
    CREATE TEMP TABLE seed_activity ON COMMIT DROP AS
        SELECT o.n, row_number() OVER (PARTITION BY o.id ORDER BY a.id) - 1 AS k, a.id, a.organisation_id
        FROM volunteers_activity a JOIN seed_organisation o ON o.id = a.organisation_id;
"""

_PEOPLE = """
    INSERT INTO volunteers_user
        (uuid, email, name, language, password, is_active, is_staff, is_superuser, created_at)
        SELECT gen_random_uuid(), role || i || '@example.org', initcap(role) || ' ' || i, 'de', '!', true, false, false,
            now()
        FROM (SELECT 'person' AS role, i FROM generate_series(1, %(volunteers)s) i WHERE i %% 10 < 7
              UNION ALL SELECT 'desk', i FROM generate_series(1, %(organisations)s) i) wanted;
    CREATE TEMP TABLE seed_person ON COMMIT DROP AS
        SELECT i, u.id AS user_id, home.n AS home, gen_random_uuid() AS uuid
        FROM (SELECT i, floor((SELECT count(*) FROM seed_organisation) * random() ^ 2) AS n
              FROM generate_series(1, %(volunteers)s) i OFFSET 0) home
        LEFT JOIN volunteers_user u ON u.email = 'person' || i || '@example.org';
    INSERT INTO volunteers_volunteer
        (uuid, user_id, kept_by_id, name, name_latin, given_name, family_name, email, language, created_at)
        SELECT p.uuid, p.user_id, CASE WHEN p.user_id IS NULL THEN o.id END, 'Person ' || i, '', 'Person', i::text, '',
            'de', now()
        FROM seed_person p JOIN seed_organisation o ON o.n = p.home ORDER BY i;
    INSERT INTO volunteers_membership (uuid, user_id, organisation_id, role, created_at)
        SELECT gen_random_uuid(), u.id, o.id, 'confirmer', now()
        FROM seed_organisation o JOIN volunteers_user u ON u.email = 'desk' || o.n + 1 || '@example.org';
    INSERT INTO volunteers_consent
        (uuid, volunteer_id, purpose, place, display_form, alias, text_id, basis, recorded_by_id, given_at, expires_on)
        SELECT gen_random_uuid(), v.id, 'public_thanks', 'region_list', 'full_name', '', t.id, 'affirmed', v.user_id,
            now(), current_date + 365
        FROM volunteers_volunteer v JOIN volunteers_consenttext t
            ON t.version = '2026-11' AND t.place = 'region_list' AND t.language = 'de'
        WHERE v.user_id IS NOT NULL AND v.id %% 4 = 0;
"""

_ENTRIES = """
    CREATE TEMP TABLE seed_home ON COMMIT DROP AS
        SELECT p.i, v.id, p.user_id, p.home FROM seed_person p JOIN volunteers_volunteer v USING (uuid);
    CREATE INDEX ON seed_home (i);
    ANALYZE seed_home;
    ANALYZE seed_activity;
    INSERT INTO volunteers_hourentry
        (uuid, volunteer_id, activity_id, organisation_id, day, minutes, note, status, way, logged_by_id, submitted_at,
         confirmed_at, confirmed_by_id, evidence, decline_reason)
    SELECT gen_random_uuid(), person, activity, organisation, (at - interval '1 day' - lag)::date, minutes, '', status,
        'api', logged_by, at,
        CASE WHEN status = 'confirmed' THEN least(at + lag, now()) END,
        CASE WHEN status = 'confirmed' THEN desk END,
        CASE WHEN status = 'confirmed' THEN 'registered' ELSE '' END,
        CASE WHEN status = 'declined' THEN 'Der Tag stimmt nicht.' ELSE '' END
    FROM (
        SELECT drawn.i, h.id AS person, a.id AS activity, a.organisation_id AS organisation,
            coalesce(h.user_id, desk.user_id) AS logged_by, desk.user_id AS desk,
            now() - interval '24 months' * (1 - drawn.i::float / %(entries)s) AS at,
            interval '10 days' * lag ^ 3 AS lag, 15 + 15 * floor(15 * minutes) AS minutes,
            CASE WHEN late AND fate < 0.6 OR fate < 0.002 THEN 'submitted'
                WHEN fate > 0.99 THEN 'declined' WHEN fate > 0.985 THEN 'withdrawn' ELSE 'confirmed' END AS status
        FROM (
            SELECT drawn.*, i > 0.92 * %(entries)s AS late, i > 0.25 * %(entries)s AS later
            FROM (SELECT i, 1 + floor(%(volunteers)s * random())::int AS who, random() AS away, random() AS which,
                    random() AS lag, random() AS minutes, random() AS fate
                  FROM generate_series(1, %(entries)s) i OFFSET 0) drawn
        ) drawn
        JOIN seed_home h ON h.i = drawn.who
        JOIN seed_organisation o ON o.n = CASE WHEN away < 0.1 THEN floor(away * 10 * %(organisations)s) ELSE h.home END
        JOIN seed_activity a ON a.k = floor(which * CASE WHEN later THEN 3 ELSE 4 END)
            AND a.n = CASE WHEN later AND o.quiet
                THEN (SELECT min(n) FROM seed_organisation WHERE NOT quiet) ELSE o.n END
        JOIN volunteers_membership desk ON desk.organisation_id = a.organisation_id
    ) entry ORDER BY i;
"""

_BACKLOG = """
    INSERT INTO volunteers_hourentry
        (uuid, volunteer_id, activity_id, organisation_id, day, minutes, note, status, way, logged_by_id, submitted_at,
         evidence, decline_reason)
    SELECT gen_random_uuid(), person.id, activity.id, activity.organisation_id, current_date - 1 - i %% 60, 90, '',
        'submitted', 'page', desk.user_id, now(), '', ''
    FROM generate_series(0, %(backlog)s - 1) i
    JOIN (SELECT h.id, row_number() OVER (ORDER BY h.id) - 1 AS n, count(*) OVER () AS total
          FROM seed_home h JOIN seed_organisation o ON o.n = h.home WHERE o.id = %(desk)s) person
        ON person.n = i %% person.total
    JOIN seed_activity activity ON activity.organisation_id = %(desk)s AND activity.k = i %% 3
    JOIN volunteers_membership desk ON desk.organisation_id = %(desk)s;
"""

_AFTER = """
    INSERT INTO volunteers_ledgerevent
        (entry_id, organisation_id, activity_id, at, actor_id, way, from_status, to_status, minutes, evidence, reason)
    SELECT * FROM (
        SELECT id, organisation_id, activity_id, submitted_at AS at, logged_by_id, way, '', 'submitted', minutes, '', ''
        FROM volunteers_hourentry
        UNION ALL
        SELECT id, organisation_id, activity_id, coalesce(confirmed_at, submitted_at + interval '1 minute'),
            confirmed_by_id, way, 'submitted', status, minutes, evidence, decline_reason
        FROM volunteers_hourentry WHERE status <> 'submitted'
    ) step ORDER BY at;
"""

_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ('volunteers_hourentry', 'volunteers_ledgerevent')
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
"""


def seed(entries: int) -> int:
    """Fill an empty, migrated PostgreSQL database; returns the organisation with the backlog.

    Foreign keys are not checked one by one (the joins made them), and the indexes of the two big tables are built at
    the end: a million entries otherwise take minutes.
    """
    numbers: dict[str, str | int] = {
        "quiet": QUIET_DISTRICT,
        "organisations": ORGANISATIONS,
        "volunteers": VOLUNTEERS,
        "entries": entries,
        "backlog": BACKLOG,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SELECT setseed(0.5)")
        for statements in (_PLACES, _PEOPLE):
            cursor.execute(statements, numbers)
        numbers["desk"] = Organisation.objects.order_by("pk")[10].pk
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for statements in (_ENTRIES, _BACKLOG, _AFTER):
            cursor.execute(statements, numbers)
        for _name, definition in indexes:
            cursor.execute(definition)
    totals.reconcile()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return int(numbers["desk"])
