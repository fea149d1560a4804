// Pictures of reports, as inline SVG.
#pragma once

#include "corpus/charts/interval.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dork::charts {

/// A text as HTML says it: no element, no attribute, nothing that hides or turns the direction of what follows.
std::string escaped(std::string_view text);

/// A row of a chart: a name, a share with its interval, and what is said beside it.
struct Bar {
  std::string name;
  double value = 0;
  Interval interval;
  bool has_interval = true;
  std::string beside;
};

/// Horizontal bars; `bad` colours them as mistakes. Values are shares of 1.
std::string bar_chart(const std::vector<Bar>& bars, bool bad, int width);

/// Points with their intervals on a scale from 0 to 1.
std::string dot_chart(const std::vector<Bar>& bars, int width);

/// Upright columns: of each a name below it and what is said when it is pointed at. Values are of any size.
struct Column {
  std::string name;
  double value = 0;
  std::string title;
};
std::string column_chart(const std::vector<Column>& columns, int width);

/// How often the commonest, the second commonest, … occurs, both axes logarithmic. `points` are ranks, from 1, and how often.
std::string rank_chart(const std::vector<std::pair<double, double>>& points, int width);

/// Two curves over the same steps: the first with its intervals.
struct Curve {
  std::string name;
  std::vector<Bar> points;
};
std::string curve_chart(const std::vector<std::string>& steps, const Curve& first, const Curve& second, int width);

}  // namespace dork::charts
