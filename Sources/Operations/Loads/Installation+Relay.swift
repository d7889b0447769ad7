extension Installation {
    /// Carries what happened in the data databases to the mesh.
    package func relay() throws {
    }
}
