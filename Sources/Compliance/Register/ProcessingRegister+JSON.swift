import Tenancy
package import Vocabulary

extension ProcessingRegister {
    /// The record for programs.
    package var json: JSON {
        [
            "tenant": .string(configuration.identifier.text),
            "environment": .string(environment.rawValue),
            "made_at": .string(madeAt),
            "controller": [
                "name": .string(configuration.name), "contact": .string(configuration.contact.name),
                "email": .string(configuration.contact.email),
            ],
            "activities": .array(activities.map(json)),
            "consents": .array(
                consents.map { standing in
                    [
                        "purpose": .string(standing.purpose), "given": JSON(standing.given),
                        "withdrawn": JSON(standing.withdrawn),
                    ]
                }),
            "region": .string(configuration.region),
            "residency": .array((configuration.residency?.regions ?? []).map(JSON.string)),
            "database": .string(place.description),
            "measures": .array(measures.map(JSON.string)),
        ]
    }

    private func json(_ activity: Activity) -> JSON {
        [
            "purpose": .string(activity.purpose),
            "persons": .array(activity.persons.map(JSON.string)),
            "recipients": .array(
                activity.recipients.map { recipient in
                    [
                        "kind": .string(recipient.kind.rawValue), "name": .string(recipient.name),
                        "masked": .array(recipient.masked.map(JSON.string)),
                    ]
                }),
            "tables": .array(
                activity.tables.map { table in
                    [
                        "table": .string(table.name.description), "is_there": .bool(table.isThere),
                        "legal_basis": .string(table.declaration.legalBasis.rawValue),
                        "subject": .array(table.declaration.subject.map { .string($0.text) }),
                        "columns": .array(
                            table.declaration.columns.map { column in
                                [
                                    "name": .string(column.name.text),
                                    "on_erasure": .string(column.onErasure.rawValue),
                                ]
                            }),
                        "retention": JSON(table.declaration.retention?.description),
                        "retention_from": JSON(table.declaration.retentionFrom?.text),
                    ]
                }),
        ]
    }
}
