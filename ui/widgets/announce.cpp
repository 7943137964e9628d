#include "ui/widgets/announce.h"

#include <QAccessibleWidget>
#include <QTimer>
#include <QWidget>

#include <chrono>

namespace custos::ui {

#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
namespace {

/// A dot that nobody sees, with a part in the tree that a screen reader knows.
class Spoken : public QWidget {
public:
    Spoken(QAccessible::Role role, QWidget* parent)
        : QWidget(parent)
        , role_(role) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFixedSize(1, 1); // what has no size is passed over
    }
    [[nodiscard]] QAccessible::Role role() const { return role_; }

private:
    QAccessible::Role role_;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* spoken = dynamic_cast<Spoken*>(object);
    return spoken ? new QAccessibleWidget(spoken, spoken->role()) : nullptr;
}

/// A notification that shows itself, with the words in a label: a screen reader reads such a one whatever has
/// the focus. It goes with its parent, and what it said with it.
class Voice final : public Spoken {
public:
    explicit Voice(QWidget& parent)
        : Spoken(QAccessible::Notification, &parent)
        , words_(new Spoken(QAccessible::StaticText, this)) {
        setObjectName(name());
        show();
        // What was said may name somebody: it does not stay to be read.
        said_.setSingleShot(true);
        said_.setInterval(std::chrono::seconds(5));
        connect(&said_, &QTimer::timeout, this, [this] { set(QString()); });
    }

    [[nodiscard]] static QString name() { return QStringLiteral("voice"); }
    [[nodiscard]] static Voice& of(QWidget& widget) {
        auto* voice = widget.findChild<QWidget*>(name(), Qt::FindDirectChildrenOnly);
        return voice ? static_cast<Voice&>(*voice) : *new Voice(widget);
    }

    void say(const QString& sentence) {
        set(sentence);
        said_.start();
        QAccessibleEvent shows(this, QAccessible::ObjectShow);
        QAccessible::updateAccessibility(&shows);
    }

private:
    void set(const QString& sentence) {
        setAccessibleName(sentence);
        words_->setAccessibleName(sentence);
    }

    Spoken* words_;
    QTimer said_;
};

} // namespace

/// Before 6.8 Qt has no announcement, and its bridge to AT-SPI passes no alert on.
void announce(QWidget& widget, const QString& sentence) {
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed);
    Voice::of(widget).say(sentence);
}
#else
void announce(QWidget& widget, const QString& sentence) {
    QAccessibleAnnouncementEvent event(&widget, sentence);
    QAccessible::updateAccessibility(&event);
}
#endif

} // namespace custos::ui
