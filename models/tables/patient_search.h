#pragma once

#include "models/ports/patient_gateway.h"

#include <QAbstractListModel>

class QTimer;

namespace custos {

/// Patients by the beginning of any of their names, as one types. Asks once typing rests, and shows only
/// the answer to the latest question. Lives on the GUI thread; the gateway outlives it.
class PatientSearch final : public QAbstractListModel {
    Q_OBJECT
public:
    enum class State { Idle, Searching, Ready, Failed };
    /// Shorter beginnings are not indexed (their frequencies would tell too much).
    static constexpr int shortestQuery = 3;
    static constexpr int mostResults = 8;
    static constexpr int restMs = 150;

    explicit PatientSearch(PatientGateway& gateway, QObject* parent = nullptr);

    void setQuery(const QString& query);
    void clear();
    [[nodiscard]] const QString& query() const { return query_; }
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
    [[nodiscard]] const PatientSummary& at(int row) const { return found_.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    /// Qt::DisplayRole is the name; everything else is read with `at`.
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void stateChanged();

private:
    void ask();
    void replace(QList<PatientSummary> found, State state, std::optional<Problem> problem = {});

    PatientGateway& gateway_;
    QTimer* rest_;
    QString query_;
    QList<PatientSummary> found_;
    State state_ = State::Idle;
    std::optional<Problem> problem_;
    int asked_ = 0;
};

} // namespace custos
