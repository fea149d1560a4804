// Sorting more records than fit into memory.
#pragma once

#include "corpus/dataset/scratch.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace dork::corpus {

/// Sorts any number of records with a fixed amount of memory: sorted runs on disk, merged while they are read. Records
/// that compare equal must be equal, so that the result does not depend on how the runs fell. Throws `IoError`.
template <typename Record>
  requires std::is_trivially_copyable_v<Record>
class ExternalSorter {
 public:
  /// `folder` takes the runs; `memory` is in bytes.
  explicit ExternalSorter(std::string folder, std::size_t memory = 16 << 20)
      : folder_(std::move(folder)), capacity_(std::max<std::size_t>(memory / sizeof(Record), 16)) {}

  void add(const Record& record) {
    if (records_.size() == capacity_) spill();
    records_.push_back(record);
  }

  /// Ends adding; `next` then gives the records from the least one on.
  void sort() {
    std::sort(records_.begin(), records_.end());
    at_ = 0;
    if (runs_.empty()) return;
    spill();
    records_ = {};
    start_merge();
  }

  /// The next record in order; false after the last one.
  bool next(Record& record) {
    if (!runs_.empty()) return next_merged(record);
    if (at_ == records_.size()) return false;
    record = records_[at_++];
    return true;
  }

 private:
  static constexpr std::size_t fan_in = 64;  // runs merged at once: one buffer of 64 kB each

  struct Head {
    Record record;
    RecordFile<Record>* run;
    friend bool operator<(const Head& a, const Head& b) { return b.record < a.record; }  // the least on top
  };

  void spill() {
    std::sort(records_.begin(), records_.end());
    runs_.push_back(std::make_unique<RecordFile<Record>>(folder_));
    for (const Record& record : records_) runs_.back()->add(record);
    records_.clear();
    if (runs_.size() < fan_in) return;
    start_merge();
    auto merged = std::make_unique<RecordFile<Record>>(folder_);
    for (Record record; next_merged(record);) merged->add(record);
    runs_.clear();
    runs_.push_back(std::move(merged));
  }

  void start_merge() {
    heads_.clear();
    for (const auto& run : runs_) {
      run->rewind();
      Head head{{}, run.get()};
      if (run->next(head.record)) heads_.push_back(head);
    }
    std::make_heap(heads_.begin(), heads_.end());
  }

  bool next_merged(Record& record) {
    if (heads_.empty()) return false;
    std::pop_heap(heads_.begin(), heads_.end());
    Head& head = heads_.back();
    record = head.record;
    if (head.run->next(head.record)) std::push_heap(heads_.begin(), heads_.end());
    else heads_.pop_back();
    return true;
  }

  std::string folder_;
  std::size_t capacity_;
  std::vector<Record> records_;
  std::size_t at_ = 0;
  std::vector<std::unique_ptr<RecordFile<Record>>> runs_;
  std::vector<Head> heads_;
};

}  // namespace dork::corpus
