#include "corpus/score/behave.hpp"
namespace dork::score {
struct Theatre {};
Conduct conduct_of(std::string_view, const Theatre&, std::uint64_t) { return {{}, "not built"}; }
std::vector<std::string> worlds_of(const Theatre&) { return {}; }
}
