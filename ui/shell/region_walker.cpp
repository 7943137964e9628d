#include "ui/shell/region_walker.h"

#include <QApplication>
#include <QWidget>

namespace custos::ui {

namespace {

bool takesFocus(const QWidget* widget) {
    return widget->focusPolicy() & Qt::TabFocus && widget->isVisible() && widget->isEnabled();
}

} // namespace

RegionWalker::RegionWalker(QObject* parent)
    : QObject(parent) {
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { remember(now); });
}

void RegionWalker::setRegions(const QList<QWidget*>& regions) {
    regions_.clear();
    last_.clear();
    for (QWidget* region : regions) {
        regions_.append(region);
    }
}

void RegionWalker::remember(QWidget* focused) {
    for (QWidget* region : std::as_const(regions_)) {
        if (focused && region && (region == focused || region->isAncestorOf(focused))) {
            last_[region] = focused;
        }
    }
}

int RegionWalker::current() const {
    const QWidget* focused = QApplication::focusWidget();
    for (int i = 0; i < regions_.size(); ++i) {
        const QWidget* region = regions_.at(i);
        if (focused && region && (region == focused || region->isAncestorOf(focused))) {
            return i;
        }
    }
    return -1;
}

QWidget* RegionWalker::target(QWidget* region) const {
    if (!region || !region->isVisible()) {
        return nullptr;
    }
    QWidget* last = last_.value(region);
    if (last && takesFocus(last)) {
        return last;
    }
    if (takesFocus(region)) {
        return region;
    }
    for (QWidget* at = region->nextInFocusChain(); at && at != region; at = at->nextInFocusChain()) {
        if (region->isAncestorOf(at) && takesFocus(at)) {
            return at;
        }
    }
    return nullptr;
}

void RegionWalker::walk(bool forward) {
    const int count = int(regions_.size());
    const int from = current();
    for (int step = 1; step <= count; ++step) {
        const int start = from < 0 && !forward ? count : from;
        const int index = ((start + (forward ? step : -step)) % count + count) % count;
        if (QWidget* widget = target(regions_.at(index))) {
            return widget->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
        }
    }
}

} // namespace custos::ui
