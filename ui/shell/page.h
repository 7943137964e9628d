#pragma once

#include "ui/theme/icons.h"

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

class QWidget;

namespace custos::ui {

/// A key and what it does, for the list of all keys (F1).
struct KeyHint {
    QKeySequence keys;
    QString act;
};

/// One place of the rail: what it is called, and what the shell shows for it. A screen hands one of
/// these to the shell, which knows nothing else about it. The shell takes ownership of the widgets.
struct Page {
    QString label; ///< Stands in the rail, in a word; names the main region for assistive technology.
    Icon icon;
    /// The main area. It, or its focus proxy, takes focus when the page is opened.
    QWidget* content;
    /// Stands in the top bar while the page is shown: title, and the acts that concern the whole page.
    /// It gets the room up to the session chip. May be null.
    QWidget* titleBar = nullptr;
    /// Parts of `content` that F6 stops at, in order; empty means `content` as one.
    QList<QWidget*> regions = {};
    QList<KeyHint> keys = {};
    /// What the right end of the status bar says while the page is shown.
    QString hint = {};
    /// How many pieces of work are begun on the page and would be lost by signing out. May be empty.
    std::function<int()> unfinished = {};
};

} // namespace custos::ui
