#include "models/tables/patient_search.h"

#include <QTimer>

namespace custos {

PatientSearch::PatientSearch(PatientGateway& gateway, QObject* parent)
    : QAbstractListModel(parent)
    , gateway_(gateway)
    , rest_(new QTimer(this)) {
    rest_->setSingleShot(true);
    rest_->setInterval(restMs);
    connect(rest_, &QTimer::timeout, this, &PatientSearch::ask);
}

void PatientSearch::setQuery(const QString& query) {
    const QString wanted = query.simplified();
    if (wanted == query_)
        return;
    query_ = wanted;
    ++asked_; // Whatever is under way answers a question that is no longer asked.
    if (query_.size() < shortestQuery) {
        rest_->stop();
        replace({}, State::Idle);
        return;
    }
    state_ = State::Searching;
    rest_->start();
    Q_EMIT stateChanged();
}

void PatientSearch::clear() {
    query_.clear();
    ++asked_;
    rest_->stop();
    replace({}, State::Idle);
}

void PatientSearch::ask() {
    gateway_.search(query_, mostResults)
        .then(this, [this, asked = ++asked_](const Result<QList<PatientSummary>, Problem>& result) {
            if (asked != asked_)
                return;
            if (result)
                replace(*result, State::Ready);
            else
                replace({}, State::Failed, result.error());
        });
}

void PatientSearch::replace(QList<PatientSummary> found, State state, std::optional<Problem> problem) {
    beginResetModel();
    found_ = std::move(found);
    state_ = state;
    problem_ = std::move(problem);
    endResetModel();
    Q_EMIT stateChanged();
}

int PatientSearch::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(found_.size());
}

QVariant PatientSearch::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    return at(index.row()).displayName;
}

} // namespace custos
