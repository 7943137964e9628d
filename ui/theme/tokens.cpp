#include "ui/theme/tokens.h"

namespace custos::ui {

namespace {

QColor argb(QRgb value) {
    return QColor::fromRgba(value);
}

} // namespace

const Tokens& lightTokens() {
    static const Tokens tokens{
        .canvas = argb(0xfff3f6f8),
        .surface = argb(0xffffffff),
        .surface2 = argb(0xfff7f9fb),
        .sunken = argb(0xffeaeff2),
        .rail = argb(0xffe8edf0),
        .line = argb(0xffdbe2e7),
        .lineStrong = argb(0xffc6d0d7),
        .control = argb(0xff7e8c97),
        .grid = argb(0xffe9eef1),
        .gridStrong = argb(0xffd3dce2),
        .text = argb(0xff16232a),
        .text2 = argb(0xff475863),
        .text3 = argb(0xff5e6e79),
        .accent = argb(0xff0e6677),
        .accentHover = argb(0xff0b5563),
        .accentPressed = argb(0xff08444f),
        .soft = argb(0xffe1f0f3),
        .softLine = argb(0xffa5cdd5),
        .onAccent = argb(0xffffffff),
        .ok = argb(0xff17703f),
        .okSoft = argb(0xffe4f4ea),
        .okLine = argb(0xffa9d8bc),
        .warn = argb(0xff865300),
        .warnSoft = argb(0xfffdf2dc),
        .warnLine = argb(0xffe7c98b),
        .bad = argb(0xffae2720),
        .badSoft = argb(0xfffcebe9),
        .badLine = argb(0xffebb4af),
        .info = argb(0xff1b57a6),
        .infoSoft = argb(0xffe8f0fb),
        .infoLine = argb(0xffb2cbec),
        .hatch = argb(0xffe3e9ed),
        .hatchGround = argb(0xfff1f4f6),
        .now = argb(0xffc2261e),
        .key = argb(0xfff4f7f9),
        .keyLine = argb(0xffc6d0d7),
        .unusual = argb(0xffbe7400),
        .shadow = argb(0x29102028),
        .scrim = argb(0x61122027),
        .scheduled = {argb(0xff465762), argb(0xffffffff), argb(0xff7a8a95)},
        .confirmed = {argb(0xff1b57a6), argb(0xffe8f0fb), argb(0xff2f6fc6)},
        .arrived = {argb(0xff865000), argb(0xfffdf1da), argb(0xffbe7400)},
        .roomed = {argb(0xff6438a3), argb(0xfff2ebfb), argb(0xff8456c9)},
        .inProgress = {argb(0xff0a654a), argb(0xffdcf2e9), argb(0xff138a66)},
        .done = {argb(0xff52626c), argb(0xfff1f4f6), argb(0xffa3b0b8)},
        .noShow = {argb(0xffa8271f), argb(0xfffcedeb), argb(0xffc63f36)},
        .cancelled = {argb(0xff5e6e79), argb(0xffffffff), argb(0xffa3b0b8)},
    };
    return tokens;
}

const Tokens& darkTokens() {
    static const Tokens tokens{
        .canvas = argb(0xff0f171b),
        .surface = argb(0xff172126),
        .surface2 = argb(0xff1b272d),
        .sunken = argb(0xff121b20),
        .rail = argb(0xff0c1317),
        .line = argb(0xff2a3941),
        .lineStrong = argb(0xff3a4b55),
        .control = argb(0xff70828d),
        .grid = argb(0xff212d33),
        .gridStrong = argb(0xff33424a),
        .text = argb(0xffe6edf0),
        .text2 = argb(0xffb0bec6),
        .text3 = argb(0xff93a3ac),
        .accent = argb(0xff5cc2d3),
        .accentHover = argb(0xff7cd0de),
        .accentPressed = argb(0xff9adce7),
        .soft = argb(0xff143740),
        .softLine = argb(0xff2c6470),
        .onAccent = argb(0xff06252c),
        .ok = argb(0xff74d09b),
        .okSoft = argb(0xff15301f),
        .okLine = argb(0xff2f5e42),
        .warn = argb(0xffebb75c),
        .warnSoft = argb(0xff352812),
        .warnLine = argb(0xff6b5222),
        .bad = argb(0xffff9a92),
        .badSoft = argb(0xff3c1d1b),
        .badLine = argb(0xff7a3b36),
        .info = argb(0xff92bdf6),
        .infoSoft = argb(0xff182b45),
        .infoLine = argb(0xff34537d),
        .hatch = argb(0xff222e34),
        .hatchGround = argb(0xff182227),
        .now = argb(0xffff7b72),
        .key = argb(0xff202d33),
        .keyLine = argb(0xff3f515b),
        .unusual = argb(0xffd9962b),
        .shadow = argb(0x80000000),
        .scrim = argb(0x9e04080a),
        .scheduled = {argb(0xffb5c2ca), argb(0xff1d292f), argb(0xff7d8e99)},
        .confirmed = {argb(0xff9cc3f8), argb(0xff19304e), argb(0xff5d98e6)},
        .arrived = {argb(0xfff0c06e), argb(0xff382a12), argb(0xffd9962b)},
        .roomed = {argb(0xffcdb2f5), argb(0xff2e2345), argb(0xffa17be0)},
        .inProgress = {argb(0xff7fdcba), argb(0xff12372b), argb(0xff35b48b)},
        .done = {argb(0xff9aa9b2), argb(0xff141d22), argb(0xff55666f)},
        .noShow = {argb(0xffff9f97), argb(0xff391c1a), argb(0xffe0635a)},
        .cancelled = {argb(0xff93a3ac), argb(0xff172126), argb(0xff55666f)},
    };
    return tokens;
}

} // namespace custos::ui
