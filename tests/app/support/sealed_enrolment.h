#pragma once

#include <QJsonObject>

namespace custos::test {

class PracticeAuthority;

/// What an enrolment file of the Exemplar practice says; nobody answers at its addresses.
[[nodiscard]] QJsonObject enrolmentJson(const PracticeAuthority& authority);
/// The file, signed like anybody can: the seal says nothing about who wrote it.
[[nodiscard]] QByteArray sealed(QJsonObject json);

} // namespace custos::test
