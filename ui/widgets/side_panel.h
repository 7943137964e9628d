#pragma once

#include "ui/widgets/surface.h"

namespace custos::ui {

/// Whether the window is so narrow that a page is one column: what stands beside it elsewhere opens over it.
[[nodiscard]] bool isOneColumn(const QWidget& widget);

/// What a page opens beside its main part, or in one column over it, with a way back. The page says when it
/// is seen, and hides its main part under it.
class SidePanel final : public Surface {
    Q_OBJECT
public:
    /// Takes ownership of `panel`.
    explicit SidePanel(QWidget* panel, QWidget* parent = nullptr);

    /// Puts what is needed over the page, too, at the right end of the bar with the way back.
    void addToBar(QWidget* control);

    /// `width` in px at 100 %; over the page it is as wide as that is.
    void place(bool over, int width);

Q_SIGNALS:
    void backRequested();

private:
    Surface* makeBar();

    QWidget* panel_;
    Surface* bar_;
};

} // namespace custos::ui
