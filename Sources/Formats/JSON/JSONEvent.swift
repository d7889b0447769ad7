/// What a reader of JSON finds next; texts are in the reader's buffer.
enum JSONEvent: Equatable {
    case beginObject, endObject
    case beginArray, endArray
    /// The name of a member, whose value is the next event.
    case name
    case string
    case number
    case bool(Bool)
    case null
    /// The end of the text.
    case end
}
