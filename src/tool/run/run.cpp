// SPDX-License-Identifier: MIT
//
// A start that cannot fail open. A loader leaves out a preload that it cannot use, and starts the
// program all the same. So the launcher confines itself first, by the policy and what the start
// needs beyond it, and becomes the program then. The library, where it is loaded, adds the exact
// policy as a second wall; where it is not, for whatever reason, the first one stands. At no moment
// is there a program without a sandbox, and nobody has to wait to know.
//
// The process stays what it is: its number, parent, group, session, terminal, descriptors and
// signals are those of the program. Nothing of the launcher is left in it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "landlock/kernel.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/report_sink.hpp"
#include "preload/settings.hpp"
#include "preload/speech.hpp"
#include "preload/unknown_variables.hpp"
#include "report/record.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/gaps.hpp"
#include "tool/run/environment_copy.hpp"
#include "tool/run/hints.hpp"
#include "tool/run/libraries.hpp"
#include "tool/run/policy_argument.hpp"
#include "tool/run/preload.hpp"
#include "tool/run/requests.hpp"
#include "tool/run/session.hpp"
#include "tool/run/wall.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kRead = fs_access("read_file");
constexpr AccessMask kReadAndList = fs_access("read_file", "read_dir");

bool uses_executable(const Policy& policy) {
    return std::ranges::any_of(policy.variable, [](const Variable& variable) {
        return variable.kind == VariableKind::builtin &&
               (variable.builtin == Builtin::exe || variable.builtin == Builtin::exe_dir);
    });
}

class Launch {
  public:
    Launch(const CommandLine& line, std::vector<std::string> command, ReportSink& sink)
        : line_(line), command_(std::move(command)), sink_(sink) {}

    [[noreturn]] void start();

  private:
    void read_requests();
    void prepare_wall();
    void grant_start();
    void grant_libraries();
    void assess_process();
    void hand_over();
    void restrict();
    void report();
    [[noreturn]] void execute();

    const CommandLine& line_;
    std::vector<std::string> command_;
    ReportSink& sink_;
    std::uint64_t started_ = monotonic_nanoseconds();
    EnvironmentCopy environment_{environ};
    Settings settings_;
    int layers_ = 1;
    ProgramToRun program_;
    Preload preload_;
    std::string other_preloads_;
    std::optional<PolicyArgument> policy_;
    std::vector<std::string> listed_;  // directories that the library will read as well
    std::optional<Prepared> prepared_;
    ProcessGaps gaps_;
};

// The sink is open before anything else may fail, for whoever waits to hear how this start went.
void Launch::read_requests() {
    const std::string other_policy = environment_.value("LANDLOCK_POLICY");
    state_requests(line_, environment_);
    const Requests requests = find_requests(environment_.entries());
    sink_.open(requests, name_library(line_.value("--library")).c_str());
    refuse_other_policy(other_policy, line_);
    settings_ = read_settings(requests);
    constexpr int kMost = 9;  // the library's, for nine or more
    layers_ = std::min(count_layers(environment_.entries()) + 1, kMost);
}

// As a program: no setuid bit counts from here on, so that neither does it for the loader.
void Launch::prepare_wall() {
    set_no_new_privs();
    policy_.emplace(line_.operands.front());
    program_ = find_program_to_run(command_.front());
    sink_.name_program(real_path(program_.executable));
    preload_ = find_preload(line_.value("--library"), program_);
    if (is_report(sink_, preload_.library.path)) {
        sink_.abandon();
        fail(preload_.library.path, "is the file of the report as well; name another file");
    }
    if (line_.has("--require-preload") && !preload_.takes_effect()) {
        fail(program_.executable, preload_.obstacle + "; --require-preload makes this an error");
    }
    const bool is_reported = sink_.is_open() && !preload_.takes_effect();
    if (!preload_.takes_effect()) program_.executable = real_path(program_.executable);
    if (preload_.takes_effect()) list_read_directories(listed_);
    Loaded loaded = load_sources({policy_->source()});
    if (uses_executable(loaded.policy)) program_.executable = real_path(program_.executable);
    const Purpose purpose = {.context = {environment_.entries(), false, &program_.executable},
                             .library = preload_.library.path.c_str(),
                             .strict = settings_.strict,
                             .is_explained = is_reported || (!preload_.takes_effect() &&
                                                             settings_.log == LogLevel::info),
                             .locate = is_reported ? Locate::yes : Locate::no};
    prepared_.emplace(std::move(loaded), purpose);
}

// The library reads what the launcher has read.
void Launch::grant_start() {
    std::vector<Grant> grants = find_exec_grants(program_);
    other_preloads_ = find_other_preloads(environment_, preload_);
    const bool takes_effect = preload_.takes_effect();
    std::string list = takes_effect ? preload_.library.path : "";
    if (!list.empty() && !other_preloads_.empty()) list += ':';
    environment_.set("LD_PRELOAD", list + other_preloads_);
    if (list.empty() && other_preloads_.empty()) environment_.remove("LD_PRELOAD");
    if (takes_effect) {
        for (const std::string& path : prepared_->files) grants.push_back({path, kReadAndList});
        for (const std::string& path : listed_) grants.push_back({path, fs_access("read_dir")});
    }
    add_grants(*prepared_, grants);
    if (!program_.elf.interpreter.empty()) grant_libraries();
}

void Launch::grant_libraries() {
    const ElfFile& program = program_.elf;
    std::vector<Grant> grants;
    for (std::string& path : find_loader_lists(program)) grants.push_back({std::move(path), kRead});
    const LoaderStart start = {program, program_.chain.program,
                               preload_.takes_effect() ? &preload_.library.elf : nullptr,
                               environment_, !other_preloads_.empty()};
    for (std::string& path : find_libraries(start)) grants.push_back({std::move(path), kRead});
    add_grants(*prepared_, grants);
}

// What the library would do in the program.
void Launch::assess_process() {
    std::vector<Diagnostic>& events = prepared_->events;
    gaps_ = find_process_gaps(may_open_terminals(prepared_->plan, prepared_->ruleset),
                              prepared_->ruleset.fd.get(), sink_.descriptor());
    assess_ring(prepared_->policy, gaps_.ring, settings_.strict, events);
    assess_unknown_variables(environment_.entries(), settings_.strict, events);
    sink_.note_unopened(events);
    for (Diagnostic& note : prepared_->lints) events.push_back(std::move(note));
    const char* const excess =
        program_.elf.interpreter.empty() ? " own file" : " own file, and what its loader reads";
    events.push_back({Severity::note, program_.executable,
                      preload_.obstacle +
                          "; the launcher's sandbox confines it alone, in which it may also read "
                          "and execute its" +
                          excess,
                      LANDLOCK_PRELOAD_EVENT_LAUNCHER_ALONE});
}

// The variables that the library looks for, or what is left of them where nobody will.
void Launch::hand_over() {
    environment_.set("LANDLOCK_LAYERS", std::to_string(layers_));
    environment_.remove("LANDLOCK_REPORT");
    if (!preload_.takes_effect()) {
        environment_.remove("LANDLOCK_POLICY");
        return policy_->close();
    }
    environment_.set("LANDLOCK_POLICY", policy_->hand_over());
    if (!sink_.is_open()) return;
    const int report = sink_.descriptor();
    if (fcntl(report, F_SETFD, 0) != 0) {
        fail("", "cannot pass the report's descriptor on: " + errno_text(errno), errno);
    }
    environment_.set("LANDLOCK_REPORT", sink_.hand_over());
}

// The log flags are about the program. It is another executable than the one that restricts itself,
// and where the library comes, its sandbox is one below this and logs by itself.
void Launch::restrict() {
    LogFlags log = prepared_->policy.log;
    if (preload_.takes_effect()) log = {};
    if (!preload_.takes_effect()) log.new_exec = log.new_exec || log.same_exec;
    restrict_self(prepared_->ruleset.fd.get(), prepared_->plan.abi, log);
}

// Where the library will not.
void Launch::report() {
    const Prepared& prepared = *prepared_;
    const RecordInput input = {prepared.policy,
                               prepared.plan,
                               prepared.ruleset,
                               prepared.events,
                               {.executable = program_.executable,
                                .root = find_root_directory(),
                                .pid = static_cast<std::uint32_t>(process_id()),
                                .errata = static_cast<std::uint32_t>(query_errata()),
                                .gaps = find_gaps(prepared.policy, prepared.plan) | gaps_.gaps,
                                .threads = 1,
                                .layers = static_cast<std::uint32_t>(layers_),
                                .walls = kLauncherWall,
                                .is_first = true,
                                .nanoseconds = monotonic_nanoseconds() - started_}};
    std::vector<std::max_align_t> memory(record_size(input) / sizeof(std::max_align_t) + 1);
    Record record = {};
    fill_record(input, memory.data(), record);
    speak(prepared.events, record, settings_.log);
    if (!sink_.is_open()) return;
    sink_.send(record, settings_.log);
    fcntl(sink_.descriptor(), F_SETFD, FD_CLOEXEC);  // its reader is to see its end
}

void Launch::execute() {
    std::vector<char*> arguments;
    for (std::string& argument : command_) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    execve(program_.path.c_str(), arguments.data(), environment_.entries());
    const int code = errno;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the tool has one thread
    std::string what = std::string("cannot execute: ") + std::strerror(code);
    if (program_.is_unreadable) {
        what +=
            "; it cannot be read, so its loader is not known, and the policy has to grant execute "
            "and read_file on that";
    }
    throw NotStarted{{{{Severity::error, program_.path, what}}}, status_of_exec_error(code)};
}

void print_hints(const std::vector<Diagnostic>& hints) {
    for (const Diagnostic& hint : hints) print_line(hint.severity, hint.location, hint.what);
}

void Launch::start() {
    read_requests();
    prepare_wall();
    grant_start();
    if (!preload_.takes_effect()) assess_process();
    if (settings_.log != LogLevel::error) {
        std::vector<Diagnostic> hints = find_hints(program_, command_, *prepared_);
        if (preload_.takes_effect()) sink_.note_unopened(hints);  // the library will not know
        print_hints(hints);
    }
    if (line_.has("--new-session")) start_new_session();
    hand_over();
    restrict();
    if (!preload_.takes_effect()) report();
    prepared_->ruleset.made.keep();
    execute();
}

}  // namespace

int run_run(const CommandLine& line) {
    speak_as("landlock-policy");
    if (line.has("--json")) print_errors_as_json();
    std::vector<std::string> command = take_command(line.operands);
    ReportSink sink;  // outlives what is thrown, which is reported there as well
    try {
        Launch(line, std::move(command), sink).start();
    } catch (const NotStarted& refusal) {
        die(refusal.errors, refusal.status);
    } catch (const Diagnostics& errors) {
        if (is_reserved_file_found()) sink.abandon();
        die(errors);
    } catch (const std::bad_alloc&) {
        die("out of memory");
    }
}

}  // namespace landlock_preload
