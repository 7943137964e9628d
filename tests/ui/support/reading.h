#pragma once

#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

#include <QAccessible>
#include <QApplication>
#include <QTest>

/// A screen read and used as a person would.
namespace custos::test {

inline ui::Button& button(const QWidget& screen, const QString& text) {
    for (ui::Button* one : screen.findChildren<ui::Button*>()) {
        if (one->text() == text) {
            return *one;
        }
    }
    qFatal("no button says %s", qPrintable(text));
}

inline bool says(const QWidget& screen, const QString& part) {
    const auto texts = screen.findChildren<ui::Text*>();
    return std::any_of(texts.begin(), texts.end(), [&](const ui::Text* text) {
        return text->isVisibleTo(&screen) && text->text().contains(part);
    });
}

inline void showActive(QWidget& widget) {
    widget.resize(1280, 720);
    widget.show();
    QApplication::setActiveWindow(&widget);
    QVERIFY(QTest::qWaitForWindowActive(&widget));
}

/// As assistive technology does, which clicks nothing.
inline void toggle(QWidget& widget) {
    QAccessible::queryAccessibleInterface(&widget)->actionInterface()->doAction(
        QAccessibleActionInterface::toggleAction());
}

/// What was announced last on the screen's behalf. Where nothing reads the screen, as here, Qt hands no
/// event on; until 6.8 what is to be read stands in a widget of its own.
[[maybe_unused]] inline QString lastSpoken(const QWidget& screen) {
    const auto* voice = screen.findChild<QWidget*>(QStringLiteral("voice"));
    return voice ? voice->accessibleName() : QString();
}

} // namespace custos::test
