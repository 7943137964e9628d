#include "tests/support/sample_day.h"

#include <algorithm>

namespace custos::test {

namespace {

enum ProviderIndex { Halvorsen, Lindqvist, Brandt, Venkat };

/// Deterministic: the number in the last group says what it is the id of.
template<class IdType>
IdType numbered(int kind, int number) {
    return *IdType::parse(QStringLiteral("00000000-0000-4000-8%1-%2")
                              .arg(kind, 3, 10, QLatin1Char('0'))
                              .arg(number, 12, 10, QLatin1Char('0')));
}

struct VisitRow {
    ProviderIndex provider;
    const char* from;
    const char* to;
    const char* name;
    const char* reason;
    VisitStatus status;
    const char* room = "";
    const char* arrived = "";
    const char* needs = "";
    const char* note = "";
};

using enum VisitStatus;

constexpr VisitRow visitRows[] = {
    {Halvorsen, "08:00", "08:30", "Testerman, Silas", "BP follow-up", Done},
    {Halvorsen, "08:30", "09:00", "Exemplar, Juniper", "Medication review", Done},
    {Halvorsen, "09:00", "09:45", "Fauxley, Wren", "Annual physical", Done},
    {Halvorsen, "09:45", "10:00", "Nullsen, Otis", "Blood draw", NoShow},
    {Halvorsen, "10:00", "10:30", "Dummett, Tilda", "Knee pain", Done},
    {Halvorsen, "10:30", "11:15", "Sampleton, Avery", "New patient exam", InProgress, "Room 1"},
    {Halvorsen, "11:15", "11:30", "Stubbs, Hugo", "Injection", Roomed, "Room 2"},
    {Halvorsen, "11:30", "12:00", "Mockridge, Bo", "Diabetes follow-up", Arrived, "", "10:31", "",
     "Uses a walker, needs a ground-floor room. Sister drives; call her if we run more than 20 min late."},
    {Halvorsen, "13:00", "13:30", "Specimen, Percy", "Medication review", Confirmed},
    {Halvorsen, "13:30", "14:00", "Fabrik, Mabel", "Sick visit", Scheduled},
    {Halvorsen, "13:30", "14:00", "Trialby, Fernanda", "Sutures out", Confirmed},
    {Halvorsen, "14:00", "14:45", "Synthwell, Iris", "Annual physical", Scheduled},
    {Halvorsen, "15:00", "15:30", "Lorimer-Test, Jo", "Thyroid follow-up", Confirmed},
    {Halvorsen, "16:15", "16:45", "Placeholder, Gus", "New patient exam", Confirmed},
    {Lindqvist, "08:00", "09:30", "Demoworth, Dana", "Crown prep, #14", Done},
    {Lindqvist, "09:30", "10:00", "Facsimile, Pia", "Emergency exam", Done},
    {Lindqvist, "10:00", "11:30", "Phantom, Ezra", "Root canal, #30", InProgress, "Op A", "",
     "Assistant: K. Moreau"},
    {Lindqvist, "11:30", "12:00", "Draftwood, Cole", "Filling", Cancelled},
    {Lindqvist, "13:00", "14:00", "Pretendre, Ruth", "Fillings, #3 and #4", Confirmed, "", "",
     "Interpreter: Spanish"},
    {Lindqvist, "14:00", "14:30", "Imagino, Vito", "Denture adjustment", Scheduled},
    {Brandt, "08:00", "09:00", "Seedling, Kit", "Recall cleaning", Done},
    {Brandt, "09:00", "10:00", "Samplani, Noor", "Recall cleaning", Done},
    {Brandt, "10:00", "11:00", "Fixture, Marlow", "Perio maintenance", InProgress, "Op B"},
    {Brandt, "11:00", "12:00", "Quillby, Orla", "Recall cleaning", Arrived, "", "10:40"},
    {Brandt, "12:45", "13:45", "Mockridge, Beau", "Recall cleaning", Confirmed},
    {Brandt, "13:45", "14:30", "Protoley, Sam", "Fluoride and sealants", Scheduled},
    {Brandt, "14:30", "15:30", "Testa, Bruno", "Perio charting", Confirmed},
    {Brandt, "15:30", "16:00", "Nullman, Ray", "Sealants", Scheduled},
    {Venkat, "09:00", "09:30", "Dummikins, Leo", "Well child, 4 y", Done},
    {Venkat, "09:30", "09:45", "Fabrikova, Mila", "Vaccine visit", Cancelled},
    {Venkat, "09:45", "10:00", "Samplewitz, Ada", "Ear pain", Done},
    {Venkat, "10:00", "10:30", "Mockturtle, Odessa", "Well child, 2 y", Roomed, "Room 4"},
    {Venkat, "10:30", "11:00", "Trialsen, Finn", "Asthma review", Confirmed},
    {Venkat, "11:30", "12:00", "Stubley, Nell", "Rash", Scheduled},
    {Venkat, "13:15", "13:45", "Prototo, Max", "School physical", Confirmed},
    {Venkat, "13:45", "14:00", "Seedman, Ivy", "Vaccine visit", Scheduled},
    {Venkat, "14:30", "15:00", "Exampla, Theo", "Well child, 6 y", Confirmed},
    {Venkat, "15:30", "16:00", "Fabrikant, Zoe", "Well child, 9 y", Confirmed},
    {Venkat, "16:15", "16:45", "Dummor, Eli", "Ear recheck", Scheduled},
};

struct BlockRow {
    ProviderIndex provider;
    const char* from;
    const char* to;
    const char* label;
};

constexpr BlockRow blockRows[] = {
    {Halvorsen, "12:00", "13:00", "Lunch"},
    {Lindqvist, "12:00", "13:00", "Lunch"},
    {Lindqvist, "14:30", "15:30", "Lab review"},
    {Brandt, "12:00", "12:45", "Lunch"},
    {Venkat, "12:00", "13:15", "Lunch and callbacks"},
};

TimeSpan span(const char* from, const char* to) {
    return *TimeSpan::make(sampleTime(QString::fromLatin1(from)), sampleTime(QString::fromLatin1(to)));
}

QList<WeeklyHours> everyDay(QTime start, QTime end) {
    QList<WeeklyHours> hours;
    for (int weekday = 1; weekday <= 7; ++weekday)
        hours.append({weekday, start, end});
    return hours;
}

ScheduleDirectory makeDirectory() {
    ScheduleDirectory directory;
    int number = 0;
    for (const char* name : {"Room 1", "Room 2", "Room 3", "Room 4", "Op A", "Op B"})
        directory.rooms.append({numbered<RoomId>(1, ++number), QString::fromLatin1(name)});
    const auto add = [&](const char* name, const char* specialty, int room, QTime from, QTime to) {
        const int index = int(directory.providers.size()) + 1;
        directory.providers.append({numbered<ProviderId>(2, index), QString::fromLatin1(name),
                                    QString::fromLatin1(specialty), directory.rooms[room].id, sampleZone(),
                                    everyDay(from, to)});
    };
    add("Dr. Ines Halvorsen", "Family medicine", 1, {8, 0}, {17, 0});
    add("Dr. Tobias Lindqvist", "Dentistry", 4, {8, 0}, {15, 30});
    add("Nadia Brandt, RDH", "Hygiene", 5, {8, 0}, {16, 0});
    add("Dr. Priya Venkat", "Pediatrics", 3, {9, 0}, {17, 0});
    directory.visitTypes = {
        {numbered<VisitTypeId>(3, 1), QStringLiteral("Diabetes follow-up"), 30},
        {numbered<VisitTypeId>(3, 2), QStringLiteral("Annual physical"), 45},
        {numbered<VisitTypeId>(3, 3), QStringLiteral("Vaccine visit"), 15},
    };
    return directory;
}

std::optional<RoomId> roomNamed(const ScheduleDirectory& directory, const char* name) {
    for (const Room& room : directory.rooms)
        if (room.name == QLatin1String(name))
            return room.id;
    return std::nullopt;
}

Appointment makeVisit(const ScheduleDirectory& directory, const VisitRow& row, int number) {
    const bool second = QLatin1String(row.name) == QLatin1String("Trialby, Fernanda");
    Appointment visit{.id = numbered<AppointmentId>(4, number),
                      .version = 1,
                      .time = span(row.from, row.to),
                      .provider = directory.providers[row.provider].id,
                      .room = roomNamed(directory, row.room),
                      .patient = {numbered<PatientId>(5, number), QString::fromLatin1(row.name)},
                      .reason = QString::fromLatin1(row.reason),
                      .status = row.status,
                      .lane = second ? 1 : 0,
                      .overbooked = second,
                      .arrivedAt = std::nullopt,
                      .note = QString::fromLatin1(row.note),
                      .needs = QString::fromLatin1(row.needs)};
    if (*row.arrived)
        visit.arrivedAt = sampleTime(QString::fromLatin1(row.arrived));
    return visit;
}

} // namespace

QDate sampleDate() {
    return {2026, 11, 17};
}

QTimeZone sampleZone() {
    return QTimeZone("America/New_York");
}

QDateTime sampleTime(QStringView clock) {
    return {sampleDate(), QTime::fromString(clock.toString(), QStringLiteral("HH:mm")), sampleZone()};
}

SampleDay SampleDay::make() {
    SampleDay sample{.directory = makeDirectory(), .day = {}};
    sample.day.date = sampleDate();
    sample.day.asOf = sampleTime(u"10:42");
    int number = 0;
    for (const VisitRow& row : visitRows)
        sample.day.appointments.append(makeVisit(sample.directory, row, ++number));
    for (const BlockRow& row : blockRows)
        sample.day.blocks.append({numbered<BlockId>(6, ++number), span(row.from, row.to),
                                  sample.directory.providers[row.provider].id,
                                  QString::fromLatin1(row.label)});
    sample.day.holds.append({numbered<HoldId>(7, 1), span("16:00", "16:15"),
                             sample.directory.providers[Venkat].id, sampleTime(u"10:44"), false,
                             QStringLiteral("J. Tarrow")});
    return sample;
}

const Appointment& SampleDay::visit(QStringView family) const {
    const auto found =
        std::find_if(day.appointments.cbegin(), day.appointments.cend(),
                     [&](const Appointment& a) { return a.patient.displayName.startsWith(family); });
    Q_ASSERT(found != day.appointments.cend());
    return *found;
}

const Provider& SampleDay::provider(QStringView part) const {
    const auto found = std::find_if(directory.providers.cbegin(), directory.providers.cend(),
                                    [&](const Provider& p) { return p.displayName.contains(part); });
    Q_ASSERT(found != directory.providers.cend());
    return *found;
}

} // namespace custos::test
