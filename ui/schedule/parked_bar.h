#pragma once

#include "ui/widgets/surface.h"

class QHBoxLayout;

namespace custos::ui {

class BookingDesk;

/// The parked bookings under the grid, each as a button that takes it up again. There only while something is
/// parked.
class ParkedBar final : public Surface {
    Q_OBJECT
public:
    explicit ParkedBar(BookingDesk& desk, QWidget* parent = nullptr);

    void setPrivacy(bool on);

private:
    void refresh();
    [[nodiscard]] QString wordsFor(size_t index) const;

    BookingDesk& desk_;
    QHBoxLayout* row_;
    bool privacy_ = false;
};

} // namespace custos::ui
