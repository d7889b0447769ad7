internal import Commands
internal import Cryptography
internal import Glibc

// Before anything else: whatever the program comes to hold shall leave it by no crash.
ProcessMemory.refuseDumps()
ProcessMemory.refuseCrashReports()

exit(Program.socle.run(Array(CommandLine.arguments.dropFirst()), in: .ofProcess()))
