#include "server/demo/today.h"

#include <array>

namespace custos::demo {

namespace {

constexpr std::array harborlane{
    TodayVisit{0, 800, 830, "Testerman", "Silas", "BP follow-up", "done", "", 751},
    TodayVisit{0, 830, 900, "Exemplar", "Juniper", "Medication review", "done", "", 822},
    TodayVisit{0, 900, 945, "Fauxley", "Wren", "Annual physical", "done", "", 856},
    TodayVisit{0, 945, 1000, "Nullsen", "Otis", "Blood draw", "no_show"},
    TodayVisit{0, 1000, 1030, "Dummett", "Tilda", "Knee pain", "done", "", 948},
    TodayVisit{0, 1030, 1115, "Sampleton", "Avery", "New patient exam", "in_progress", "Room 1", 1019},
    TodayVisit{0, 1115, 1130, "Stubbs", "Hugo", "Injection", "roomed", "Room 2", 1028},
    TodayVisit{
        0, 1130, 1200, "Mockridge", "Bo", "Diabetes follow-up", "arrived", "", 1031, 0,
        "Uses a walker, needs a ground-floor room. Sister drives; call her if we run more than 20 min late."},
    TodayVisit{0, 1300, 1330, "Specimen", "Percy", "Medication review", "confirmed"},
    TodayVisit{0, 1330, 1400, "Fabrik", "Maya", "Sick visit", "scheduled"},
    TodayVisit{0, 1330, 1400, "Trialby", "Felix", "Sutures out", "confirmed", "", 0, 1},
    TodayVisit{0, 1400, 1445, "Synthwell", "Iris", "Annual physical", "scheduled"},
    TodayVisit{0, 1500, 1530, "Lorimer-Test", "Jo", "Thyroid follow-up", "confirmed"},
    TodayVisit{0, 1615, 1645, "Placeholder", "Gus", "New patient exam", "confirmed"},

    TodayVisit{1, 800, 930, "Demoworth", "Dana", "Crown prep, #14", "done", "Op A", 753},
    TodayVisit{1, 930, 1000, "Facsimile", "Pia", "Emergency exam", "done", "Op A", 921},
    TodayVisit{1, 1000, 1130, "Phantom", "Ezra", "Root canal, #30", "in_progress", "Op A", 950},
    TodayVisit{1, 1130, 1200, "Draftwood", "Cole", "Filling", "cancelled"},
    TodayVisit{1, 1300, 1400, "Pretendre", "Ruth", "Fillings, #3 and #4", "confirmed", "Op A"},
    TodayVisit{1, 1400, 1430, "Imagino", "Vito", "Denture adjustment", "scheduled", "Op A"},

    TodayVisit{2, 800, 900, "Seedling", "Kit", "Recall cleaning", "done", "Op B", 754},
    TodayVisit{2, 900, 1000, "Samplani", "Noor", "Recall cleaning", "done", "Op B", 851},
    TodayVisit{2, 1000, 1100, "Fixture", "Marlow", "Perio maintenance", "in_progress", "Op B", 952},
    TodayVisit{2, 1100, 1200, "Quillby", "Orla", "Recall cleaning", "arrived", "Op B", 1040},
    TodayVisit{2, 1245, 1345, "Mockridge", "Beau", "Recall cleaning", "confirmed", "Op B"},
    TodayVisit{2, 1345, 1430, "Protoley", "Sam", "Fluoride and sealants", "scheduled", "Op B"},
    TodayVisit{2, 1430, 1530, "Testa", "Bruno", "Perio charting", "confirmed", "Op B"},
    TodayVisit{2, 1530, 1600, "Nullman", "Ray", "Sealants", "scheduled", "Op B"},

    TodayVisit{3, 900, 930, "Dummikins", "Leo", "Well child, 4 y", "done", "", 849},
    TodayVisit{3, 930, 945, "Fabrikova", "Mila", "Vaccine visit", "cancelled"},
    TodayVisit{3, 945, 1000, "Samplewitz", "Ada", "Ear pain", "done", "", 938},
    TodayVisit{3, 1000, 1030, "Mockturtle", "Odessa", "Well child, 2 y", "roomed", "Room 4", 955},
    TodayVisit{3, 1030, 1100, "Trialsen", "Finn", "Asthma review", "confirmed"},
    TodayVisit{3, 1130, 1200, "Stubley", "Nell", "Rash", "scheduled"},
    TodayVisit{3, 1315, 1345, "Prototo", "Max", "School physical", "confirmed"},
    TodayVisit{3, 1345, 1400, "Seedman", "Ivy", "Vaccine visit", "scheduled"},
    TodayVisit{3, 1430, 1500, "Exampla", "Theo", "Well child, 6 y", "confirmed"},
    TodayVisit{3, 1530, 1600, "Fabrikant", "Zoe", "Well child, 9 y", "confirmed"},
    TodayVisit{3, 1615, 1645, "Dummor", "Eli", "Ear recheck", "scheduled"},
};

constexpr std::array harborlaneBlocked{
    TodayBlock{0, 1200, 1300, "Lunch"},
    TodayBlock{1, 1200, 1300, "Lunch"},
    TodayBlock{1, 1430, 1530, "Lab review"},
    TodayBlock{2, 1200, 1245, "Lunch"},
    TodayBlock{3, 1200, 1315, "Lunch and callbacks"},
};

constexpr std::array pinewood{
    TodayVisit{0, 800, 845, "Mocksby", "Al", "Annual physical", "done", "", 752},
    TodayVisit{0, 845, 915, "Templer", "Joan", "BP follow-up", "done", "", 836},
    TodayVisit{0, 930, 1000, "Fauxton", "Ina", "Sick visit", "done", "", 921},
    TodayVisit{0, 1000, 1045, "Samplin", "Kurt", "New patient exam", "in_progress", "Room 5", 951},
    TodayVisit{0, 1045, 1115, "Demory", "Pam", "Knee pain", "arrived", "", 1038},
    TodayVisit{0, 1115, 1145, "Proofley", "Max", "Rash", "confirmed"},
    TodayVisit{0, 1300, 1345, "Testino", "Ora", "Annual physical", "confirmed"},
    TodayVisit{0, 1345, 1415, "Nullwood", "Bea", "Medication review", "scheduled"},
    TodayVisit{0, 1430, 1500, "Trialton", "Hap", "BP follow-up", "confirmed"},
    TodayVisit{0, 1515, 1600, "Facer", "Lou", "Annual physical", "scheduled"},
    TodayVisit{0, 1600, 1630, "Mockery", "Vi", "Sick visit", "confirmed"},

    TodayVisit{1, 800, 830, "Sampson-Test", "Eli", "Well child, 5 y", "done", "", 755},
    TodayVisit{1, 830, 900, "Dummett", "Ori", "Ear pain", "done", "", 824},
    TodayVisit{1, 900, 930, "Specter", "Noa", "Vaccine visit", "done", "", 851},
    TodayVisit{1, 930, 1000, "Fabian-Demo", "Kai", "Well child, 1 y", "done", "", 923},
    TodayVisit{1, 1000, 1015, "Testor", "Ayla", "Vaccine visit", "roomed", "Room 6", 956},
    TodayVisit{1, 1015, 1045, "Prober", "Sol", "Asthma review", "arrived", "", 1011},
    TodayVisit{1, 1045, 1100, "Mocksen", "Uma", "Vaccine visit", "arrived", "", 1033},
    TodayVisit{1, 1100, 1130, "Trialler", "Bo", "Well child, 3 y", "confirmed"},
    TodayVisit{1, 1130, 1200, "Seedsman", "Jo", "Ear recheck", "confirmed"},
    TodayVisit{1, 1245, 1315, "Placeb", "Ivo", "School physical", "confirmed"},
    TodayVisit{1, 1315, 1345, "Formel", "Ira", "Well child, 8 y", "scheduled"},
    TodayVisit{1, 1400, 1430, "Nullsen", "Ida", "Ear recheck", "confirmed"},
    TodayVisit{1, 1445, 1515, "Fixman", "Roe", "Well child, 2 y", "confirmed"},
    TodayVisit{1, 1530, 1600, "Dolor", "Sid", "Sick visit", "scheduled"},
};

constexpr std::array pinewoodBlocked{
    TodayBlock{0, 1145, 1300, "Lunch"},
    TodayBlock{1, 1200, 1245, "Lunch"},
    TodayBlock{1, 1615, 1700, "Callbacks"},
};

} // namespace

std::span<const TodayVisit> harborlaneToday() {
    return harborlane;
}

std::span<const TodayBlock> harborlaneBlocks() {
    return harborlaneBlocked;
}

std::span<const TodayVisit> pinewoodToday() {
    return pinewood;
}

std::span<const TodayBlock> pinewoodBlocks() {
    return pinewoodBlocked;
}

} // namespace custos::demo
