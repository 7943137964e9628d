#include "app/server_link.h"

#include <QSysInfo>

namespace custos::app {

ServerLink::ServerLink(const Enrolment& enrolled, TrustedServer server, const Clock& clock)
    : enrolment(enrolled)
    , http(std::move(server))
    , api(http, clock)
    , events(api)
    , session(api, clock, enrolled.practiceCode, QSysInfo::machineHostName())
    , monitor(http, api, clock)
    , schedule(api, events)
    , patients(api)
    , audit(api) {}

} // namespace custos::app
