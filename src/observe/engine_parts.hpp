// SPDX-License-Identifier: MIT
//
// The parts of the engine, an overload for each kind of operation.
#pragma once

#include <netinet/in.h>

#include <string>

#include "observe/engine.hpp"

namespace landlock_preload {

// A directory, and an entry in it that may be there or not.
struct EntryPlace {
    Found directory;
    std::string name;
    Found entry;
    bool must_be_directory = false;

    [[nodiscard]] bool is_usable() const;
    [[nodiscard]] std::string path() const;
};

class Engine {
  public:
    Engine(World& world, const KernelFacts& kernel) : world_(world), kernel_(kernel) {}

    void operator()(const OpenCall& open) { open_file(open, 0); }
    void operator()(const TruncateFile& truncate);
    void operator()(const TruncateDescriptor& truncate);
    void operator()(const MakeEntry& make);
    void operator()(const RemoveEntry& remove);
    void operator()(const RenameEntry& rename);
    void operator()(const LinkFile& link);
    void operator()(const ExecuteFile& execute);
    void operator()(const UseSocket& use);
    void operator()(const ControlDevice& control);
    void operator()(const SendSignal& signal);
    void operator()(const TraceProcess& trace);
    void operator()(const SignalDescriptor& signal);
    void operator()(const TraceDescriptor& trace);
    void operator()(const OpenHandle& open);
    void operator()(Beyond beyond);

    Findings findings;

  private:
    // engine_open.cpp
    void open_file(const OpenCall& open, int links);
    void open_existing(const OpenCall& open, const Found& file);
    void open_missing(const OpenCall& open, int links);
    // engine_entries.cpp
    EntryPlace place(const Name& name, std::uint64_t resolve = 0);
    Found linked_object(const LinkFile& link);
    // engine_execute.cpp
    Found program_of(const ExecuteFile& execute);
    void need_loader(const Found& program, const std::string& head);
    // engine_sockets.cpp
    void use_local(const UseSocket& use);
    void use_internet(const UseSocket& use, const sockaddr_in& address);
    // engine.cpp
    void open_peer(const ControlDevice& control);
    Need& need(const Found& object, AccessMask rights, const std::string& written);
    void need_port(AccessMask right, std::uint16_t port);
    void need_scope(AccessMask scope, const std::string& written);
    void remark(RemarkKind kind, const std::string& subject = {}) {
        findings.remarks.push_back({kind, subject});
    }

    World& world_;
    KernelFacts kernel_;
};

}  // namespace landlock_preload
