#include "server/demo/names.h"

#include <array>

namespace custos::demo {

namespace {

using namespace std::string_view_literals;

constexpr std::array families{
    "Testerman"sv, "Exemplar"sv,    "Fauxley"sv,    "Nullsen"sv,     "Dummett"sv,      "Sampleton"sv,
    "Stubbs"sv,    "Mockridge"sv,   "Specimen"sv,   "Fabrik"sv,      "Trialby"sv,      "Synthwell"sv,
    "Demoworth"sv, "Facsimile"sv,   "Phantom"sv,    "Draftwood"sv,   "Pretendre"sv,    "Imagino"sv,
    "Seedling"sv,  "Samplani"sv,    "Fixture"sv,    "Quillby"sv,     "Protoley"sv,     "Testa"sv,
    "Dummikins"sv, "Fabrikova"sv,   "Samplewitz"sv, "Mockturtle"sv,  "Trialsen"sv,     "Stubley"sv,
    "Prototo"sv,   "Seedman"sv,     "Exampla"sv,    "Placeholder"sv, "Fabrikant"sv,    "Dummor"sv,
    "Mocksby"sv,   "Templer"sv,     "Fauxton"sv,    "Samplin"sv,     "Demory"sv,       "Proofley"sv,
    "Testino"sv,   "Nullwood"sv,    "Trialton"sv,   "Facer"sv,       "Mockery"sv,      "Sampson-Test"sv,
    "Specter"sv,   "Fabian-Demo"sv, "Testor"sv,     "Prober"sv,      "Mocksen"sv,      "Trialler"sv,
    "Seedsman"sv,  "Placeb"sv,      "Formel"sv,     "Fixman"sv,      "Dolor"sv,        "Ersatz"sv,
    "Testy"sv,     "Sampley"sv,     "Quasi"sv,      "Pseudo"sv,      "Shamley"sv,      "Facet"sv,
    "Mimick"sv,    "Dummer"sv,      "Blank"sv,      "Testman"sv,     "Formwood"sv,     "Sampler"sv,
    "Mocker"sv,    "Testrow"sv,     "Nullard"sv,    "Proofer"sv,     "Lorimer-Test"sv, "Ipsum"sv,
    "Loremson"sv,  "Fooberg"sv,     "Bazley"sv,     "Quuxton"sv,     "Fictiva"sv,      "Inventa"sv,
    "Simulo"sv,    "Replika"sv};

constexpr std::array given{
    "Silas"sv,  "Juniper"sv, "Wren"sv,  "Otis"sv,     "Tilda"sv, "Avery"sv, "Hugo"sv, "Bo"sv,     "Percy"sv,
    "Iris"sv,   "Dana"sv,    "Pia"sv,   "Ezra"sv,     "Cole"sv,  "Ruth"sv,  "Vito"sv, "Kit"sv,    "Noor"sv,
    "Marlow"sv, "Orla"sv,    "Sam"sv,   "Bruno"sv,    "Leo"sv,   "Mila"sv,  "Ada"sv,  "Odessa"sv, "Finn"sv,
    "Nell"sv,   "Max"sv,     "Ivy"sv,   "Theo"sv,     "Gus"sv,   "Zoe"sv,   "Eli"sv,  "Al"sv,     "Joan"sv,
    "Ina"sv,    "Kurt"sv,    "Pam"sv,   "Ora"sv,      "Bea"sv,   "Hap"sv,   "Lou"sv,  "Vi"sv,     "Ori"sv,
    "Noa"sv,    "Kai"sv,     "Ayla"sv,  "Sol"sv,      "Uma"sv,   "Ivo"sv,   "Ida"sv,  "Roe"sv,    "Sid"sv,
    "Ned"sv,    "Moe"sv,     "Di"sv,    "Ann"sv,      "Rex"sv,   "Joy"sv,   "Roy"sv,  "Cal"sv,    "Ona"sv,
    "Ari"sv,    "Kay"sv,     "Vic"sv,   "Gil"sv,      "Sue"sv,   "Tia"sv,   "Dan"sv,  "Yusuf"sv,  "Zora"sv,
    "Linnéa"sv, "Tomás"sv,   "Søren"sv, "Agnieszka"sv};

constexpr std::array streets{"Sample Street"sv, "Example Avenue"sv, "Placeholder Lane"sv, "Fixture Road"sv,
                             "Mock Terrace"sv,  "Specimen Court"sv, "Demo Quay"sv};

} // namespace

std::span<const std::string_view> familyNames() {
    return families;
}

std::span<const std::string_view> givenNames() {
    return given;
}

std::span<const std::string_view> streetNames() {
    return streets;
}

} // namespace custos::demo
