#include "corpus/charts/svg.hpp"

#include "corpus/code_points.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utf8.h>

namespace dork::charts {
namespace {

using corpus::code_points;
using Symbol = std::uint64_t;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string shortened(const std::string& text, std::size_t most) {
  const std::vector<Symbol> points = code_points(text);
  if (points.size() <= most) return text;
  std::string result;
  for (std::size_t i = 0; i + 1 < most; ++i)
    if (points[i] < 0x110000) utf8::append(static_cast<std::uint32_t>(points[i]), std::back_inserter(result));
  return result + "…";
}

/// Characters that hide, or turn the direction of the text around them.
bool is_hidden(Symbol point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
         point >= 0xE0000 || point == 0xAD;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (const Symbol point : code_points(text)) {
    switch (point) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      case '\n':
      case '\t': result += static_cast<char>(point); break;
      case '\r': break;
      default:
        if (point >= 0x110000) result += "\uFFFD";
        else if (is_hidden(point)) result += "\u00B7";
        else utf8::append(static_cast<std::uint32_t>(point), std::back_inserter(result));
    }
  }
  return result;
}

std::string bar_chart(const std::vector<Bar>& bars, bool bad, int width) {
  constexpr int row = 34, label = 205, right = 150;
  const int scale = width - label - right;
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">", width, row * static_cast<int>(bars.size()));
  double most = 1;
  if (bad) {
    most = 0;
    for (const Bar& bar : bars) most = std::max(most, bar.value);
    if (most == 0) most = 1;
  }
  int y = 0;
  for (const Bar& bar : bars) {
    const double length = scale * std::clamp(bar.value / most, 0.0, 1.0);
    svg += fmt::format("<g><title>{}: {}</title><text x=\"0\" y=\"{}\">{}</text>", escaped(bar.name), percent(bar.value), y + 21, escaped(shortened(bar.name, 29)));
    svg += fmt::format("<rect class=\"track\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"4\"/>", label, y + 7, scale);
    svg += fmt::format("<rect class=\"bar{}\" x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"18\" rx=\"4\"/>", bad ? " bad" : "", label, y + 7, std::max(length, bar.value > 0 ? 2.0 : 0.0));
    if (bar.has_interval && !bad) {
      const double low = label + scale * std::clamp(bar.interval.low, 0.0, 1.0), high = label + scale * std::clamp(bar.interval.high, 0.0, 1.0);
      svg += fmt::format("<path class=\"whisker\" d=\"M{0:.1f} {2}V{3}M{0:.1f} {4}H{1:.1f}M{1:.1f} {2}V{3}\"/>", low, high, y + 12, y + 20, y + 16);
    }
    svg += fmt::format("<text class=\"value\" x=\"{}\" y=\"{}\">{}</text><text class=\"soft\" x=\"{}\" y=\"{}\">{}</text></g>", label + scale + 10, y + 21, percent(bar.value), label + scale + 72, y + 21, escaped(bar.beside));
    y += row;
  }
  return svg + "</svg>";
}

std::string dot_chart(const std::vector<Bar>& bars, int width) {
  constexpr int row = 26, label = 190, right = 110, top = 20;
  const int scale = width - label - right;
  const int height = top + row * static_cast<int>(bars.size());
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">", width, height);
  for (const int mark : {0, 25, 50, 75, 100}) {
    const double x = label + scale * mark / 100.0;
    svg += fmt::format("<path class=\"grid\" d=\"M{0:.1f} {1}V{2}\"/><text class=\"soft\" x=\"{0:.1f}\" y=\"12\" text-anchor=\"middle\">{3} %</text>", x, top, height, mark);
  }
  int y = top;
  for (const Bar& bar : bars) {
    const auto at = [&](double share) { return label + scale * std::clamp(share, 0.0, 1.0); };
    svg += fmt::format("<g><title>{}: {}</title><text x=\"0\" y=\"{}\">{}</text>", escaped(bar.name), percent(bar.value), y + 17, escaped(shortened(bar.name, 28)));
    svg += fmt::format("<path class=\"whisker\" d=\"M{:.1f} {}H{:.1f}\"/><circle class=\"dot\" cx=\"{:.1f}\" cy=\"{}\" r=\"5\"/>", at(bar.interval.low), y + 13, at(bar.interval.high), at(bar.value), y + 13);
    svg += fmt::format("<text class=\"value\" x=\"{}\" y=\"{}\">{}</text><text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text></g>", label + scale + 14, y + 17, percent(bar.value), width, y + 17, escaped(bar.beside));
    y += row;
  }
  return svg + "</svg>";
}

std::string column_chart(const std::vector<Column>& columns, int width) {
  constexpr int top = 12, height = 150, bottom = 26;
  double most = 0;
  for (const Column& column : columns) most = std::max(most, column.value);
  const double step = static_cast<double>(width) / static_cast<double>(std::max<std::size_t>(columns.size(), 1));
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\"><path class=\"grid\" d=\"M0 {}H{}\"/>", width, top + height + bottom, top + height, width);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double tall = most > 0 ? height * columns[i].value / most : 0, x = step * static_cast<double>(i);
    svg += fmt::format("<g><title>{}</title><rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"2\"/>", escaped(columns[i].title), x + step * 0.08, top + height - tall, step * 0.84,
                       std::max(tall, columns[i].value > 0 ? 1.0 : 0.0));
    svg += fmt::format("<text class=\"soft\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>", x + step / 2, top + height + 18, escaped(columns[i].name));
  }
  return svg + "</svg>";
}

std::string rank_chart(const std::vector<std::pair<double, double>>& points, int width) {
  constexpr int left = 62, top = 12, height = 200, bottom = 40;
  const double wide = width - left - 20.0;
  const double ranks = std::max(1.0, points.empty() ? 1.0 : std::ceil(std::log10(points.back().first)));
  const double tall = std::max(1.0, points.empty() ? 1.0 : std::ceil(std::log10(points.front().second)));
  const auto x_of = [&](double rank) { return left + wide * std::log10(rank) / ranks; };
  const auto y_of = [&](double count) { return top + height * (1 - std::log10(count) / tall); };
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">", width, top + height + bottom);
  for (int power = 0; power <= static_cast<int>(tall); ++power) {
    const double y = y_of(std::pow(10.0, power));
    svg += fmt::format("<path class=\"grid\" d=\"M{0} {1:.1f}H{2}\"/><text class=\"soft\" x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.0f}</text>", left, y, width - 10, left - 8, y + 4, std::pow(10.0, power));
  }
  for (int power = 0; power <= static_cast<int>(ranks); ++power)
    svg += fmt::format("<text class=\"soft\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.0f}</text>", x_of(std::pow(10.0, power)), top + height + 20, std::pow(10.0, power));
  std::string path;
  for (const auto& [rank, count] : points) path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_of(rank), y_of(count));
  return svg + fmt::format("<path class=\"curve\" d=\"{}\"/></svg>", path);
}

std::string curve_chart(const std::vector<std::string>& steps, const Curve& first, const Curve& second, int width) {
  constexpr int left = 44, top = 12, height = 230, bottom = 58;
  const double scale = width - left - 20.0;
  const auto x_of = [&](std::size_t i) { return left + scale * (static_cast<double>(i) + 0.5) / static_cast<double>(std::max<std::size_t>(steps.size(), 1)); };
  const auto y_of = [&](double share) { return top + height * (1 - std::clamp(share, 0.0, 1.0)); };
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">", width, top + height + bottom);
  for (const int mark : {0, 25, 50, 75, 100})
    svg += fmt::format("<path class=\"grid\" d=\"M{} {:.1f}H{}\"/><text class=\"soft\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{} %</text>", left, y_of(mark / 100.0), width - 10, left - 6, y_of(mark / 100.0) + 4, mark);
  for (std::size_t i = 0; i < steps.size(); ++i)
    svg += fmt::format("<text class=\"soft\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text><text class=\"soft\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x_of(i), top + height + 18, escaped(steps[i]), x_of(i),
                       top + height + 33, i < first.points.size() ? escaped(first.points[i].beside) : "");
  for (const Curve* curve : {&second, &first}) {
    const bool main = curve == &first;
    std::string path;
    for (std::size_t i = 0; i < curve->points.size(); ++i) path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x_of(i), y_of(curve->points[i].value));
    svg += fmt::format("<path class=\"curve{}\" d=\"{}\"/>", main ? "" : " second", path);
    for (std::size_t i = 0; i < curve->points.size(); ++i) {
      const Bar& point = curve->points[i];
      if (main) svg += fmt::format("<path class=\"whisker\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/>", x_of(i), y_of(point.interval.low), y_of(point.interval.high));
      svg += fmt::format("<circle class=\"dot{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\"><title>{}: {}</title></circle>", main ? "" : " second", x_of(i), y_of(point.value), escaped(steps[i]), percent(point.value));
    }
  }
  const int legend = top + height + 52;
  svg += fmt::format("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/><text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>", left + 4, legend - 4, left + 14, legend, escaped(first.name));
  svg += fmt::format("<circle class=\"dot second\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/><text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>", left + 194, legend - 4, left + 204, legend, escaped(second.name));
  return svg + "</svg>";
}

}  // namespace dork::charts
