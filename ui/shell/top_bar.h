#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/surface.h"

#include <chrono>

class QStackedWidget;

namespace custos::ui {

class SessionChip;
class UserChip;

/// The 56 px bar: the page's own part at the left, then session time, Lock and the person.
class TopBar : public Surface {
    Q_OBJECT

public:
    explicit TopBar(QWidget* parent = nullptr);

    /// Takes ownership; null leaves the place empty. The one before stays alive, hidden.
    void setPagePart(QWidget* part);
    void setPerson(const QString& displayName, const QString& role);
    /// What is left of the session's absolute life.
    void setSessionLeft(std::chrono::seconds left);
    /// With fewer words; what they say stays in names and tooltips.
    void setNarrow(bool narrow);

Q_SIGNALS:
    void lockRequested();
    void signOutRequested();
    void schemeChosen(custos::ui::Scheme scheme);
    void keysRequested();

private:
    QStackedWidget* pagePart_;
    QWidget* nothing_;
    SessionChip* session_;
    UserChip* user_;
};

} // namespace custos::ui
