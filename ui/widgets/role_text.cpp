#include "ui/widgets/role_text.h"

#include <QCoreApplication>
#include <QHash>

namespace custos::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(custos::ui::Roles)
};

QString roleText(const QString& code) {
    const QHash<QString, QString> words{
        {QStringLiteral("front_desk"), Words::tr("Front desk")},
        {QStringLiteral("provider"), Words::tr("Provider")},
        {QStringLiteral("biller"), Words::tr("Biller")},
        {QStringLiteral("manager"), Words::tr("Manager")},
        {QStringLiteral("assistant"), Words::tr("Assistant")},
        {QStringLiteral("privacy_officer"), Words::tr("Privacy officer")},
        {QStringLiteral("owner"), Words::tr("Owner")},
        {QStringLiteral("platform_admin"), Words::tr("Platform admin")},
    };
    return words.value(code, code);
}

} // namespace

QString rolesText(const QStringList& codes) {
    QStringList words;
    for (const QString& code : codes) {
        words << (words.isEmpty() ? roleText(code) : roleText(code).toLower());
    }
    return words.join(QStringLiteral(", "));
}

} // namespace custos::ui
