import Glibc

/// A thread of the operating system that runs one closure.
package struct Thread: Sendable {
    private let identifier: pthread_t

    /// Begins; nil when the system gives no thread.
    package init?(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        var identifier = pthread_t()
        let code = pthread_create(
            &identifier, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return nil
        }
        self.identifier = identifier
    }

    /// Waits until the closure has returned; to be called once.
    package func join() {
        pthread_join(identifier, nil)
    }

    private final class Body {
        let run: () -> Void

        init(_ run: @escaping () -> Void) {
            self.run = run
        }
    }
}
