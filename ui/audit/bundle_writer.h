#pragma once

#include "models/ports/checkpoint_store.h"

namespace custos::ui {

/// Writes the files into a new directory that only its owner can read. False when there is something of that
/// name already, or a file could not be written whole; nothing is overwritten.
[[nodiscard]] bool writeBundle(const QString& directory, const QList<CheckpointStore::EvidenceFile>& files);

} // namespace custos::ui
