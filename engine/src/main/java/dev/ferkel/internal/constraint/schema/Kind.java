package dev.ferkel.internal.constraint.schema;

/** What a JSON value is, as its first byte tells. */
enum Kind {
    NULL,
    TRUE,
    FALSE,
    NUMBER,
    STRING,
    OBJECT,
    ARRAY
}
