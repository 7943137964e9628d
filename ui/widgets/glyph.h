#pragma once

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QWidget>

namespace custos::ui {

/// An icon standing by itself. It says nothing that the text beside it does not, so assistive
/// technology passes over it.
class Glyph : public QWidget {
    Q_OBJECT

public:
    /// `size` in px at 100 %.
    Glyph(Icon icon, int size, Ink ink, QWidget* parent = nullptr);

    void setIcon(Icon icon, Ink ink);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Icon icon_;
    int size_;
    Ink ink_;
};

/// The product's mark.
class Logo : public QWidget {
    Q_OBJECT

public:
    /// `size` in px at 100 %.
    explicit Logo(int size, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int size_;
};

} // namespace custos::ui
