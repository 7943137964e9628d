#pragma once

#include "tests/support/demo_server.h"

#include <memory>
#include <string>
#include <vector>

namespace custos::testing {

/// A psql prompt of the cluster's superuser beside a running demo: for looking at, and preparing, what no
/// call shows. Throws when a statement fails.
class Superuser {
public:
    explicit Superuser(const DemoServer& server);
    ~Superuser();

    using Row = std::vector<std::string>;
    /// One statement; parameters as text. A null is an empty text.
    std::vector<Row> rows(const std::string& statement,
                          const std::vector<std::string>& parameters = {}) const;
    /// The first column of the first row; empty where there is none.
    std::string value(const std::string& statement, const std::vector<std::string>& parameters = {}) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace custos::testing
