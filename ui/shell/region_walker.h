#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>

class QWidget;

namespace custos::ui {

/// F6 and Shift+F6: from region to region, back to where focus was in each.
class RegionWalker : public QObject {
    Q_OBJECT

public:
    explicit RegionWalker(QObject* parent);

    /// In the order of the walk. Hidden regions and those that can take no focus are passed over.
    void setRegions(const QList<QWidget*>& regions);
    void walk(bool forward);

private:
    [[nodiscard]] int current() const;
    [[nodiscard]] QWidget* target(QWidget* region) const;
    void remember(QWidget* focused);

    QList<QPointer<QWidget>> regions_;
    QHash<QWidget*, QPointer<QWidget>> last_;
};

} // namespace custos::ui
