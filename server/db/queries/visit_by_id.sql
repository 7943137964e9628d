-- One visit, if the session may see its column.
select a.id, a.version, a.starts, a.ends, a.provider, a.room, a.status, a.lane, a.arrived_at, a.imported, a.visit_sealed as visit,
       a.note_sealed as note, a.cancellation_reason_sealed as cancellation_reason, a.patient, k.wrapped as patient_key,
       t.family_sealed as family, t.given_sealed as given, t.interpreter_sealed as interpreter,
       t.access_needs_sealed as access_needs, c.display_name as changed_by, a.changed_at
from practice.appointment a
left join practice.patient t on t.tenant = a.tenant and t.id = a.patient
left join phi.patient_key k on k.tenant = a.tenant and k.patient = t.id
left join auth.account c on c.tenant = a.tenant and c.id = a.changed_by
where a.id = $1 and a.kind = 'visit';
