"""The statements that read a spec with everything in it."""

from __future__ import annotations

from specs.limits import LIMITS_OF_SPEC
from specs.models import Spec
from specs.own_checks import OWN_FINDINGS_OF_SPEC
from specs.talk_counts import OPEN_THREADS

SPEC_FIELDS = Spec._meta.concrete_fields  # noqa: SLF001 - Django's documented name
SPEC_NAMES = [field.attname for field in SPEC_FIELDS]
COLUMNS = ", ".join(f's."{field.column}"' for field in SPEC_FIELDS)
# Waivers of what was submitted stand as they were signed.
STANDING = """w.withdrawn_at IS NULL AND (w.expires_on IS NULL OR s.state <> 'draft'
      OR w.expires_on >= (clock_timestamp() AT TIME ZONE 'UTC')::date)"""
OWN_ROLES = """(SELECT json_object_agg(r.key, r.label ORDER BY r.position, r.id)
     FROM accounts_stakeholderrole r WHERE r.organisation_id = s.organisation_id)::text"""
# As accounts.access.counted_level() says it: no manager without the factor that is asked for.
LEVEL = """CASE WHEN o.managers_need_factor AND m.level IN ('owner', 'admin')
     AND NOT EXISTS (SELECT FROM mfa_authenticator f
                      WHERE f.user_id = m.user_id AND f.type IN ('totp', 'webauthn'))
   THEN 'member' ELSE m.level END"""
READ = f"""
SELECT {COLUMNS}, o.name, {LEVEL},
  EXISTS (SELECT FROM specs_speceditor e WHERE e.spec_id = s.id AND e.user_id = %(user)s),
  EXISTS (SELECT FROM specs_specguest g WHERE g.spec_id = s.id AND g.user_id = %(user)s
    AND (g.expires_at IS NULL OR g.expires_at > clock_timestamp())),
  CASE WHEN h.hash <> %(known)s THEN
    (SELECT json_agg(json_build_array(a.key, a.value, a.version, a.changed_in, a.updated_by_id))
       FROM specs_answer a WHERE a.spec_id = s.id)::text END,
  CASE WHEN h.hash <> %(known)s THEN
    (SELECT json_agg(json_build_array(
              i.key, i.id, i."row", i.cells, i.version, i.changed_in, i.updated_by_id)
            ORDER BY i.position, i.id)
       FROM specs_item i WHERE i.spec_id = s.id AND NOT i.is_deleted)::text END,
  (SELECT json_agg(json_build_array(w.id, w.code, w.key, w.message, w.reason, u.name,
                                    coalesce(w.expires_on::text, '')) ORDER BY w.id)
     FROM specs_waiver w JOIN accounts_user u ON u.id = w.by_id
    WHERE w.spec_id = s.id AND {STANDING})::text,
  (SELECT json_agg(json_build_array(c.key, c.item_id))
     FROM specs_conflict c WHERE c.spec_id = s.id AND c.settled_at IS NULL)::text,
  {LIMITS_OF_SPEC},
  {OWN_ROLES},
  {OPEN_THREADS},
  {OWN_FINDINGS_OF_SPEC},
  h.seq, h.hash, clock_timestamp()
FROM specs_spec s
JOIN trail_head h ON h.chain = 'spec:' || s.id::text
JOIN accounts_organisation o ON o.id = s.organisation_id
LEFT JOIN accounts_membership m
  ON m.organisation_id = s.organisation_id AND m.user_id = %(user)s AND m.is_active
WHERE s.id = %(spec)s
"""  # noqa: S608 - all of it is constant
CONTENTS = """
SELECT
  (SELECT json_agg(json_build_array(a.key, a.value, a.version, a.changed_in, a.updated_by_id))
     FROM specs_answer a WHERE a.spec_id = %(spec)s)::text,
  (SELECT json_agg(json_build_array(
            i.key, i.id, i."row", i.cells, i.version, i.changed_in, i.updated_by_id)
          ORDER BY i.position, i.id)
     FROM specs_item i WHERE i.spec_id = %(spec)s AND NOT i.is_deleted)::text
"""
