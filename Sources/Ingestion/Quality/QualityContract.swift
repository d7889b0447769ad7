package import Formats
package import Vocabulary

/// What the data of a load promises to be, as its source declares it.
///
/// A load measures what is promised and says which rows do not keep it; it
/// refuses none of them. What nothing is promised about is not measured, but
/// for validity, and for completeness, which is then that of all columns.
///
/// ```swift
/// request.contract = QualityContract(
///     required: ["code_insee"], key: ["id"],
///     freshness: .init(column: "date_mutation", mostDays: 200),
///     references: [.init(.meaning(.commune), list: .init(
///         schema: schema, table: communes, column: "com", year: .init(column: "annee", is: .fixed(2024))))])
/// ```
package struct QualityContract: Hashable, Sendable {
    /// Columns that hold a value in every row; none for all columns to count.
    package var required: [String]

    /// The columns that no two rows share the values of; none for the key of the load, if it has one.
    package var key: [String]

    /// How old the data may be; nil for any age.
    package var freshness: Freshness?

    /// Which columns hold values of a list, and of which.
    package var references: [Reference]

    package init(
        required: [String] = [], key: [String] = [], freshness: Freshness? = nil, references: [Reference] = []
    ) {
        self.required = required
        self.key = key
        self.freshness = freshness
        self.references = references
    }

    /// How old the newest of the data may be.
    package struct Freshness: Hashable, Sendable {
        /// The column of dates or times that tells; nil for the time at which the file was written.
        package var column: String?

        /// Days of which the newest value may lie back.
        package var mostDays: Int

        package init(column: String? = nil, mostDays: Int) {
            self.column = column
            self.mostDays = mostDays
        }
    }

    /// A column whose values are those of a list.
    package struct Reference: Hashable, Sendable {
        package var subject: Subject
        package var list: List

        package init(_ subject: Subject, list: List) {
            self.subject = subject
            self.list = list
        }
    }

    /// Which column of the source refers to a list.
    package enum Subject: Hashable, Sendable {
        case column(String)
        /// Every column whose values were recognised to stand for this.
        case meaning(Meaning)
    }

    /// A table of the same database that the tenant may read, such as that of the communes.
    package struct List: Hashable, Sendable {
        package var schema: Identifier
        package var table: Identifier
        /// The column of the table that holds the values.
        package var column: Identifier
        /// The rows of which year count; nil for a list that knows no years.
        package var year: Year?

        package init(schema: Identifier, table: Identifier, column: Identifier, year: Year? = nil) {
            self.schema = schema
            self.table = table
            self.column = column
            self.year = year
        }
    }

    /// Which rows of a list count.
    package struct Year: Hashable, Sendable {
        /// The column of the list that holds the year.
        package var column: Identifier
        package var value: YearValue

        package init(column: Identifier, is value: YearValue) {
            self.column = column
            self.value = value
        }
    }

    /// Where a year comes from.
    package enum YearValue: Hashable, Sendable {
        case fixed(Int)
        /// The year that each row of the data has in this column, be it a year or a date.
        case ofColumn(String)
    }
}
