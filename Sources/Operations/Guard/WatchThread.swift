import Glibc

/// A thread of the guard's, which its maker joins.
final class WatchThread {
    private var thread = pthread_t()
    private let isRunning: Bool

    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(run: body))
        isRunning = pthread_create(&thread, nil, runBody, box.toOpaque()) == 0
        if !isRunning { box.release() }
    }

    /// Waits for its end.
    func join() {
        if isRunning { pthread_join(thread, nil) }
    }
}

private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

/// A thread's beginning: a function of C, which gets its body by address.
private func runBody(_ address: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let address { Unmanaged<Body>.fromOpaque(address).takeRetainedValue().run() }
    return nil
}
