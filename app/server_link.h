#pragma once

#include "app/net/api_client.h"
#include "app/net/event_stream.h"
#include "app/net/http_audit_gateway.h"
#include "app/net/http_connection_monitor.h"
#include "app/net/http_patient_gateway.h"
#include "app/net/http_schedule_gateway.h"
#include "app/net/pinned_http.h"
#include "app/session/live_session.h"

namespace custos::app {

/// Everything between this program and one enrolled server, in the order in which it is built on each other.
struct ServerLink {
    ServerLink(const Enrolment& enrolled, TrustedServer server, const Clock& clock);

    const Enrolment enrolment;
    PinnedHttp http;
    ApiClient api;
    EventStream events;
    LiveSession session;
    HttpConnectionMonitor monitor;
    HttpScheduleGateway schedule;
    HttpPatientGateway patients;
    HttpAuditGateway audit;
};

} // namespace custos::app
