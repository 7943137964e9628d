#include "server/jobs/sealed_tables.h"

#include "server/db/queries.h"

namespace custos::jobs {

namespace q = db::queries;
using phi::Field;

std::span<const PatientTable> patientTables() {
    static const std::vector<PatientTable> tables{
        {"practice.patient",
         q::rotation_read_patient,
         q::rotation_write_patient,
         {{"family", Field::PatientFamilyName},
          {"given", Field::PatientGivenName},
          {"birth_date", Field::PatientBirthDate},
          {"phone", Field::PatientPhone},
          {"email", Field::PatientEmail},
          {"address", Field::PatientAddress},
          {"note", Field::PatientNotes},
          {"access_needs", Field::PatientAccessNeeds},
          {"interpreter", Field::PatientInterpreter}}},
        {"practice.related_person",
         q::rotation_read_related_person,
         q::rotation_write_related_person,
         {{"name", Field::RelatedPersonName},
          {"birth_date", Field::RelatedPersonBirthDate},
          {"phone", Field::RelatedPersonPhone},
          {"email", Field::RelatedPersonEmail},
          {"address", Field::RelatedPersonAddress},
          {"notes", Field::RelatedPersonNotes}}},
        {"practice.coverage",
         q::rotation_read_coverage,
         q::rotation_write_coverage,
         {{"payer", Field::CoveragePayer},
          {"plan", Field::CoveragePlan},
          {"member_id", Field::CoverageMemberId},
          {"benefits", Field::CoverageBenefits}}},
        {"practice.appointment",
         q::rotation_read_appointment,
         q::rotation_write_appointment,
         {{"visit", Field::AppointmentReason},
          {"note", Field::AppointmentNotes},
          {"cancellation_reason", Field::AppointmentCancellationReason}}},
        {"practice.waitlist",
         q::rotation_read_waitlist,
         q::rotation_write_waitlist,
         {{"wish", Field::WaitlistWish}}}};
    return tables;
}

std::span<const SecretTable> secretTables() {
    static const std::vector<SecretTable> tables{
        {"auth.totp", "sealed_seed", q::rotation_read_totp, q::rotation_write_totp, Field::AccountTotpSeed},
        {"auth.invitation", "sealed_seed", q::rotation_read_invitation, q::rotation_write_invitation,
         Field::InvitationTotpSeed},
        {"auth.cache_share", "sealed", q::rotation_read_cache_share, q::rotation_write_cache_share,
         Field::AccountCacheShare},
        {"access.break_glass", "reason_sealed", q::rotation_read_break_glass, q::rotation_write_break_glass,
         Field::BreakGlassReason},
        {"access.impersonation", "reason_sealed", q::rotation_read_impersonation,
         q::rotation_write_impersonation, Field::ImpersonationReason}};
    return tables;
}

} // namespace custos::jobs
