internal import Commands
internal import Glibc

exit(Program.socle.run(Array(CommandLine.arguments.dropFirst()), in: .ofProcess()))
