import Formats
import Vocabulary

extension FittedPlan {
    /// The plan by which the source is read, as the rule says what becomes of columns that differ.
    ///
    /// What is new in a delimited text is left out and told; a JSON text has
    /// no way to read an object without all of its members. A column that the
    /// table has by now is none of what is new: an evolution brought it, or a
    /// hand.
    ///
    /// - Parameter table: the names of the table's columns.
    /// - Returns: the plan, and what of the drift is still to be told.
    /// - Throws: ``LoadFailure/planDiffers(source:missing:added:)``.
    func plan(under rule: EvolutionRule, of source: String, onto table: Set<String>) throws -> (
        plan: SourcePlan, drift: [PlanDrift]
    ) {
        var fitted = self
        let known = added.filter { table.contains($0.name) }
        let added = added.filter { !table.contains($0.name) }
        fitted.take(known)
        let values = added.filter { !$0.isStatus }
        let mustBeRead = if case .json = plan.format { true } else { false }
        switch rule {
        case .freeze:
            guard missing.isEmpty, values.isEmpty || !mustBeRead else {
                throw LoadFailure.planDiffers(
                    source: source, missing: missing.map(\.label), added: added.map(\.label))
            }
        case .evolve:
            fitted.take(added)
            for column in plan.tables[0].columns {
                if let type = foundTypes[column.name], type.isLosslesslyWider(than: column.type) {
                    fitted.retype(column.name, as: type)
                }
            }
        case .discardRow: fitted.take(values)
        case .discardValue: if mustBeRead { fitted.take(values) }
        }
        let labels = Set(known.map(\.label))
        let told = drift.filter { if case .columnAdded(let label) = $0 { !labels.contains(label) } else { true } }
        return (fitted.plan, told)
    }
}
