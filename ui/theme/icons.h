#pragma once

#include <QPixmap>
#include <QRectF>

class QColor;
class QIcon;
class QPainter;

namespace custos::ui {

/// The drawings in resources/icons. An icon that is not in this list does not exist, so that a
/// misspelt name is a compile error and not an empty square.
enum class Icon {
    Audit,
    Ban,
    Bell,
    Calendar,
    Calls,
    Card,
    ChevronDown,
    Chain,
    Check,
    ChevronLeft,
    Clock,
    ChevronRight,
    ChevronUp,
    Database,
    Document,
    Door,
    Download,
    Drag,
    Eligibility,
    EnrolmentFile,
    Eye,
    EyeOff,
    Filter,
    Flag,
    BrokenGlass,
    History,
    Hourglass,
    Home,
    Incident,
    Info,
    Intake,
    Key,
    Link,
    Lock,
    Mail,
    Mic,
    MicOff,
    More,
    Message,
    NameAlert,
    Note,
    Offline,
    Organisation,
    SignOut,
    Panel,
    Patients,
    Pause,
    Computer,
    Pen,
    People,
    Phone,
    Play,
    Plus,
    Print,
    Refresh,
    Search,
    Server,
    Settings,
    Shield,
    StatusArrived,
    StatusCancelled,
    StatusConfirmed,
    StatusDone,
    StatusNoShow,
    StatusInProgress,
    StatusRoomed,
    StatusScheduled,
    Sunset,
    Swap,
    Team,
    Onward,
    Trend,
    Upload,
    User,
    Voicemail,
    Waitlist,
    Warn,
    Week,
    Work,
    Close, ///< stays the last
};

/// Paints an icon in one colour, centred and as large as fits. White in a drawing cuts through it, so
/// that the ground shows in a solid glyph. Rendered once for each icon, size, colour and pixel ratio.
void drawIcon(QPainter& painter, const QRectF& box, Icon icon, const QColor& ink);

/// The same as a picture of `size` logical pixels, for where Qt asks for one.
[[nodiscard]] QPixmap iconPixmap(Icon icon, qreal size, const QColor& ink, qreal devicePixelRatio);
[[nodiscard]] QIcon tintedIcon(Icon icon, qreal size, const QColor& ink, const QColor& disabledInk);

/// The product's mark; its two colours follow the theme.
void drawLogo(QPainter& painter, const QRectF& box, const QColor& ground, const QColor& ink);

} // namespace custos::ui
