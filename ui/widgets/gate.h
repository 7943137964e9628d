#pragma once

#include "models/ports/connection_monitor.h"
#include "ui/theme/tokens.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace custos::ui {

class Glyph;
class Surface;
class Text;

/// The ground of every screen that stands before the work: one card in the middle of the canvas and a
/// quiet foot of 44 px. Names no person that the server has not authenticated.
class Gate : public QWidget {
    Q_OBJECT

public:
    explicit Gate(QWidget* parent = nullptr);

    /// The foot's left end while a server is known; `fingerprint` in groups of four.
    void setConnection(ConnectionMonitor::State state, const QString& host, const QStringList& fingerprint);

protected:
    /// `width` in px at 100 %. The gate owns the card and centres it.
    Surface& makeCard(int width);
    /// The narrow card that asks who somebody is: the practice, a title, under it a line where there is one.
    /// What is asked is added below; `foot` is the card's lower margin in px at 100 %.
    [[nodiscard]] QVBoxLayout& makeSignInCard(const QString& practiceName, QWidget* title, QWidget* subtitle,
                                              int foot);
    /// Puts something under the card, centred with it.
    void setBelow(QWidget* below);
    /// Puts something above the card, centred with it.
    void setAbove(QWidget* above);
    /// A lock and a sentence in place of the connection.
    void setFootSentence(const QString& sentence);
    [[nodiscard]] QHBoxLayout& footEnd() { return *footEnd_; }
    void showVersion();

    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] Surface* newFoot();
    void insertCentred(int index, QWidget* widget);

    QWidget* centre_;
    Surface* card_ = nullptr;
    QWidget* connection_;
    Glyph* hostGlyph_;
    Text* host_;
    Glyph* stateGlyph_;
    Text* state_;
    QWidget* certificate_;
    Text* groups_;
    QHBoxLayout* footEnd_;
};

/// Logo, practice and product, as at the head of a sign-in card.
[[nodiscard]] QWidget* newPracticeHead(const QString& practiceName);

} // namespace custos::ui
