#pragma once

#include <QDate>
#include <QWidget>

class QSpacerItem;

namespace custos::ui {

class Button;
class Chip;
class IconButton;
class Text;

/// The schedule's part of the top bar: which day, and the acts that concern the whole page.
class ScheduleBar final : public QWidget {
    Q_OBJECT
public:
    explicit ScheduleBar(QWidget* parent = nullptr);

    void setDate(QDate date);
    /// Without acts that change anything; says so.
    void setReadOnly(bool readOnly);
    void setMayBook(bool may);
    [[nodiscard]] QWidget& dateAnchor();

Q_SIGNALS:
    void stepRequested(int days);
    void todayRequested();
    void nextOpeningRequested();
    void bookRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fold();

    QDate date_;
    bool readOnly_ = false;
    bool mayBook_ = true;
    IconButton* earlier_;
    Button* today_;
    IconButton* later_;
    Text* title_;
    QSpacerItem* afterTitle_;
    Chip* readOnlyChip_;
    Button* nextOpening_;
    QSpacerItem* beforeBook_;
    Button* book_;
};

} // namespace custos::ui
