#pragma once

#include <QPixmap>
#include <QRectF>

class QColor;
class QPainter;

namespace custos::ui {

/// The drawings in resources/icons. An icon that is not in this list does not exist, so that a
/// misspelt name is a compile error and not an empty square.
enum class Icon {
    Audit,
    Ban,
    Calendar,
    ChevronDown,
    Chain,
    Check,
    ChevronLeft,
    Clock,
    ChevronRight,
    Download,
    EnrolmentFile,
    Eye,
    EyeOff,
    Hourglass,
    Info,
    Lock,
    More,
    NameAlert,
    Offline,
    SignOut,
    Pause,
    Plus,
    Print,
    Refresh,
    Search,
    Server,
    StatusArrived,
    StatusCancelled,
    StatusConfirmed,
    StatusDone,
    StatusNoShow,
    StatusInProgress,
    StatusRoomed,
    StatusScheduled,
    Swap,
    User,
    Waitlist,
    Warn,
    Close, ///< stays the last
};

/// Paints an icon in one colour, centred and as large as fits. White in a drawing cuts through it, so
/// that the ground shows in a solid glyph. Rendered once for each icon, size, colour and pixel ratio.
void drawIcon(QPainter& painter, const QRectF& box, Icon icon, const QColor& ink);

/// The same as a picture of `size` logical pixels, for where Qt asks for one.
[[nodiscard]] QPixmap iconPixmap(Icon icon, qreal size, const QColor& ink, qreal devicePixelRatio);

/// The product's mark; its two colours follow the theme.
void drawLogo(QPainter& painter, const QRectF& box, const QColor& ground, const QColor& ink);

} // namespace custos::ui
