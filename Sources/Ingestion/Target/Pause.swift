import Glibc

/// Lets the thread sleep.
func pause(for duration: Duration) {
    let parts = duration.components
    var wanted = timespec(tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
    var rest = timespec()
    while nanosleep(&wanted, &rest) != 0, errno == EINTR { wanted = rest }
}
