#pragma once

#include "models/domain/id.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace custos {

/// What one enrolment file says (docs/enrolment-file.md): whom this computer may talk to. Holds no secret.
struct Enrolment {
    QList<QUrl> addresses;  ///< One to four `https` URLs with a host and no path; the first one is shown.
    QByteArray ca;          ///< PEM of the only certificate authority that is trusted.
    QList<QByteArray> pins; ///< One or two, 32 bytes each: SHA-256 of a leaf's SubjectPublicKeyInfo.
    QDateTime notAfter;
    PracticeId practice;
    QString practiceCode;
    QString practiceName;
    QByteArray ledgerPublicKey; ///< Ed25519 (RFC 8032), 32 bytes; verifies the practice's checkpoints.
    QString issuedBy;           ///< This and the next two are shown; nothing is decided by them.
    QDateTime issuedAt;
    QString issuedFor;
};

/// A file that somebody opened and nobody has accepted yet.
struct EnrolmentOffer {
    Enrolment enrolment;
    QString fileName;        ///< Without its folder, to be shown.
    QStringList fingerprint; ///< SHA-256 of the whole file: 16 groups of four upper-case hex digits.
    QByteArray file;         ///< As it was read; what accepting stores, byte for byte.
};

/// Why a file cannot enrol this computer.
enum class EnrolmentFailure {
    Unreadable,     ///< No such file, no right to read it, or over 64 KiB.
    NotEnrolment,   ///< Not this format, or a version that this client does not know.
    Damaged,        ///< Begins like one, but a member is missing, wrong or unknown, or its signature fails.
    Expired,        ///< Past its `not_after`.
    BadCertificate, ///< Its authority is no usable certificate, or its date is not the authority's.
    OtherPractice,  ///< This computer is enrolled already, in another practice.
    NotStored       ///< The file is good, but this computer could not keep it.
};

} // namespace custos
