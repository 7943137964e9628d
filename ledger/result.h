#pragma once

#include <tl/expected.hpp>

namespace custos {

/// A value, or the reason that there is none. `E` is an enum or small struct that code can branch on;
/// sentences for people are made where they are shown.
///
/// Mark every function that returns one `[[nodiscard]]`.
template<class T, class E>
using Result = tl::expected<T, E>;

using tl::unexpected;

} // namespace custos
