#pragma once

class QCoreApplication;
class QString;

namespace custos::ui {

/// Gives the application the texts of a language. "en" adds the plural forms to the sentences as they
/// stand in the code. "xx" is the pseudo-locale: every text a third longer, accented and bracketed, so
/// that a cut text or a text that is not translatable shows at once. The application owns the result.
void installTranslation(QCoreApplication& application, const QString& language);

} // namespace custos::ui
