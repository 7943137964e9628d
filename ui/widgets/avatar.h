#pragma once

#include <QWidget>

namespace custos::ui {

/// Initials in a circle; decoration beside a name.
class Avatar : public QWidget {
    Q_OBJECT

public:
    /// `size` in px at 100 %.
    Avatar(const QString& displayName, int size, QWidget* parent = nullptr);

    void setDisplayName(const QString& displayName);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString initials_;
    int size_;
};

/// First letters of the first and the last word that are not a title: "Dr. Tobias Lindqvist" is TL.
[[nodiscard]] QString initials(const QString& displayName);

} // namespace custos::ui
