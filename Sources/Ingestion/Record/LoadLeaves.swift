import Formats

/// What a load finds out about its rows, beside how many they are.
struct LoadLeaves {
    /// Of the columns that it brings into its table.
    let profile: [ColumnProfile]
    let quality: QualityScore
}
