// The floor of a client's start: an empty Qt window, shown, painted once, and gone.
#include <QApplication>
#include <QPaintEvent>
#include <QTimer>
#include <QWidget>

namespace {

class OnePaint : public QWidget {
    void paintEvent(QPaintEvent*) override { QTimer::singleShot(0, qApp, &QApplication::quit); }
};

} // namespace

int main(int argc, char* argv[]) {
    QApplication application(argc, argv);
    OnePaint window;
    window.resize(1440, 900);
    window.show();
    return QApplication::exec();
}
