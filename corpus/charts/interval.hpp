#pragma once

namespace dork::charts {

/// Where a figure lies with 95 % confidence.
struct Interval {
  double low = 0;
  double high = 1;
};

}  // namespace dork::charts
