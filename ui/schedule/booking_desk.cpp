#include "ui/schedule/booking_desk.h"

#include <algorithm>

namespace custos::ui {

BookingDesk::BookingDesk(ScheduleGateway& gateway, const Clock& clock, QObject* parent)
    : QObject(parent)
    , gateway_(gateway)
    , clock_(clock) {}

BookingDesk::~BookingDesk() = default;

BookingDraft* BookingDesk::start() {
    if (current_ && !putAside())
        return nullptr;
    setCurrent(newDraft());
    return current_.get();
}

std::unique_ptr<BookingDraft> BookingDesk::newDraft() {
    auto draft = std::make_unique<BookingDraft>(gateway_, clock_);
    const auto tell = [this] {
        Q_EMIT holdChanged();
        if (!parked_.empty())
            Q_EMIT parkedChanged();
    };
    connect(draft.get(), &BookingDraft::holdTicked, this, tell);
    connect(draft.get(), &BookingDraft::holdChanged, this, tell);
    connect(draft.get(), &BookingDraft::changed, this, &BookingDesk::holdChanged);
    return draft;
}

bool BookingDesk::putAside() {
    const bool empty = current_->isEmpty();
    if (!empty && parked_.size() >= mostParked)
        return false;
    if (!empty)
        parked_.push_back(std::move(current_));
    current_.reset();
    Q_EMIT parkedChanged();
    return true;
}

bool BookingDesk::park() {
    if (!current_)
        return true;
    if (!putAside())
        return false;
    setCurrent(nullptr);
    return true;
}

void BookingDesk::drop() {
    setCurrent(nullptr);
}

BookingDraft* BookingDesk::find(IdempotencyKey key) const {
    const auto isSent = [&](const auto& draft) {
        return draft && draft->sent() && draft->sent()->key == key;
    };
    if (isSent(current_))
        return current_.get();
    const auto found = std::ranges::find_if(parked_, isSent);
    return found == parked_.end() ? nullptr : found->get();
}

bool BookingDesk::finish(IdempotencyKey key) {
    BookingDraft* draft = find(key);
    if (!draft)
        return false;
    draft->noteBooked();
    if (draft == current_.get()) {
        drop();
        return true;
    }
    std::erase_if(parked_, [draft](const auto& parked) { return parked.get() == draft; });
    Q_EMIT parkedChanged();
    return false;
}

void BookingDesk::noteRefused(const Problem& problem, IdempotencyKey key) {
    BookingDraft* draft = find(key);
    if (!draft)
        return;
    draft->noteRefused(problem);
    if (draft != current_.get())
        Q_EMIT parkedRefused();
}

void BookingDesk::takeUp(size_t index) {
    if (index >= parked_.size())
        return;
    auto draft = std::move(parked_[index]);
    parked_.erase(parked_.begin() + long(index));
    // What was in the panel takes the place that has just come free.
    if (current_)
        static_cast<void>(putAside());
    setCurrent(std::move(draft));
    Q_EMIT parkedChanged();
}

int BookingDesk::unfinished() const {
    return int(parked_.size()) + (current_ && !current_->isEmpty() ? 1 : 0);
}

ParkedWork BookingDesk::putAway() {
    ParkedWork work;
    for (const auto& draft : parked_)
        work.parked.append(draft->putAway());
    if (current_ && !current_->isEmpty())
        work.open = current_->putAway();
    parked_.clear();
    setCurrent(nullptr);
    Q_EMIT parkedChanged();
    return work;
}

void BookingDesk::resume(const ParkedWork& work) {
    for (const UnfinishedBooking& booking : work.parked) {
        parked_.push_back(newDraft());
        parked_.back()->resume(booking);
    }
    if (work.open) {
        auto draft = newDraft();
        draft->resume(*work.open);
        setCurrent(std::move(draft));
    }
    Q_EMIT parkedChanged();
}

void BookingDesk::setCurrent(std::unique_ptr<BookingDraft> draft) {
    current_ = std::move(draft);
    Q_EMIT currentChanged();
    Q_EMIT holdChanged();
}

} // namespace custos::ui
